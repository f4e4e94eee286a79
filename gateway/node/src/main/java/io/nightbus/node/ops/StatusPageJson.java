package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import java.util.List;
import java.util.Locale;

/**
 * The gateway in the vocabulary of public status pages (Statuspage API v2), for bots that read it.
 */
final class StatusPageJson {
  private StatusPageJson() {}

  static ObjectNode summary(Picture picture) {
    ObjectNode json = page(picture);
    components(json.putArray("components"), picture);
    incidents(
        json.putArray("incidents"), picture.incidents().stream().filter(Incident::isOpen).toList());
    maintenances(json.putArray("scheduled_maintenances"), picture);
    status(json.putObject("status"), picture);
    return json;
  }

  static ObjectNode status(Picture picture) {
    ObjectNode json = page(picture);
    status(json.putObject("status"), picture);
    return json;
  }

  static ObjectNode components(Picture picture) {
    ObjectNode json = page(picture);
    components(json.putArray("components"), picture);
    return json;
  }

  static ObjectNode incidents(Picture picture) {
    ObjectNode json = page(picture);
    incidents(json.putArray("incidents"), picture.incidents());
    return json;
  }

  private static ObjectNode page(Picture picture) {
    ObjectNode json = Answer.object();
    ObjectNode page = json.putObject("page");
    page.put("id", picture.sight().outline().node());
    page.put("name", "Nightbus " + picture.sight().outline().node());
    page.put("url", "/");
    page.put("time_zone", "Etc/UTC");
    page.put("updated_at", picture.sight().at().toString());
    return json;
  }

  static void status(ObjectNode json, Picture picture) {
    Trouble.Impact worst = null;
    for (Trouble trouble : picture.troubles()) {
      if (!trouble.kind().isTask()
          && (worst == null || trouble.kind().impact().compareTo(worst) > 0)) {
        worst = trouble.kind().impact();
      }
    }
    json.put("indicator", worst == null ? "none" : IncidentFile.lower(worst));
    json.put(
        "description",
        worst == null
            ? "All systems operational"
            : switch (worst) {
              case MINOR -> "Less redundancy than usual";
              case MAJOR -> "Something needs a person soon";
              case CRITICAL -> "A peer or the gateway is out";
            });
  }

  private static void components(ArrayNode into, Picture picture) {
    for (Status.EndpointView endpoint : picture.sight().status().endpoints()) {
      ObjectNode json = into.addObject();
      json.put("id", endpoint.name());
      json.put("name", endpoint.name());
      json.put("status", component(endpoint, picture));
      json.put("updated_at", picture.sight().at().toString());
      json.put("description", "Peer guarantees: " + endpoint.guarantee());
    }
    ObjectNode gateway = into.addObject();
    gateway.put("id", "gateway");
    gateway.put("name", "gateway");
    boolean bad =
        picture.troubles().stream()
            .anyMatch(trouble ->
                trouble.object().equals("gateway")
                    && trouble.kind().impact() == Trouble.Impact.CRITICAL);
    gateway.put("status", bad ? "major_outage" : "operational");
    gateway.put("updated_at", picture.sight().at().toString());
  }

  private static void maintenances(ArrayNode into, Picture picture) {
    for (Maintenance.Window window : picture.sight().planned()) {
      boolean open = window.isOpen(picture.sight().at());
      ObjectNode json = into.addObject();
      json.put("id", window.id());
      json.put("name", "Maintenance of " + window.object());
      json.put("status", open ? "in_progress" : "scheduled");
      json.put("impact", "maintenance");
      json.put("scheduled_for", window.from().toString());
      json.put("scheduled_until", window.until().toString());
    }
  }

  private static String component(Status.EndpointView endpoint, Picture picture) {
    if (picture.sight().planned(endpoint.name()).isPresent()) {
      return "under_maintenance";
    }
    if (endpoint.answering().equals("NOBODY")) {
      return "major_outage";
    }
    if (endpoint.answering().equals("STAND_IN")) {
      return "partial_outage";
    }
    boolean troubled =
        picture.troubles().stream()
            .anyMatch(trouble ->
                !trouble.kind().isTask()
                    && trouble.object().split("/", 2)[0].equals(endpoint.name()));
    return troubled ? "degraded_performance" : "operational";
  }

  private static void incidents(ArrayNode into, List<Incident> incidents) {
    for (Incident incident : incidents) {
      ObjectNode json = into.addObject();
      json.put("id", incident.id());
      json.put("name", incident.name());
      json.put("status", IncidentFile.lower(incident.state()));
      json.put("impact", IncidentFile.lower(incident.impact()));
      json.put("created_at", incident.detected().toString());
      json.put("started_at", incident.started().toString());
      json.put("monitoring_at", incident.mitigated().map(Object::toString).orElse(null));
      json.put("resolved_at", incident.resolved().map(Object::toString).orElse(null));
      ArrayNode updates = json.putArray("incident_updates");
      for (Incident.Update update : incident.updates().reversed()) {
        ObjectNode row = updates.addObject();
        row.put("status", update.state().name().toLowerCase(Locale.ROOT));
        row.put("body", update.text());
        row.put("created_at", update.at().toString());
      }
    }
  }
}
