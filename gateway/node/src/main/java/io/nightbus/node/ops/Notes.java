package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.ops.log.PanScanner;
import java.time.InstantSource;

/**
 * {@code /api/v1/incidents/ID/notes}: what people say of an incident, in at most 200 characters
 * with the name; kept in the journal too.
 */
final class Notes {
  private static final int LONGEST_BODY = 4_096;

  /** What the journal takes of one act. */
  private static final int LONGEST = 200;

  private final PanScanner scanner = new PanScanner();
  private final Desk desk;
  private final Incidents incidents;
  private final TimeLine timeLine;
  private final Bodies.Patience patience;
  private final InstantSource wall;

  Notes(
      Desk desk,
      Incidents incidents,
      TimeLine timeLine,
      Bodies.Patience patience,
      InstantSource wall) {
    this.desk = desk;
    this.incidents = incidents;
    this.timeLine = timeLine;
    this.patience = patience;
    this.wall = wall;
  }

  /** A person's word on an incident: who says it, and what. */
  Answer take(HttpExchange exchange, String id) {
    return JsonBody.answer(exchange, patience, LONGEST_BODY, body -> take(id, body));
  }

  /** Taken also while the book does not write, which is when people have most to say. */
  private Answer take(String id, JsonNode body) {
    String who = scanner.clean(body.path("who").asText("").strip());
    String text = scanner.clean(body.path("text").asText("").strip());
    if (who.isEmpty() || text.isEmpty()) {
      return Answer.problem(422, "Incomplete", "a note needs \"who\" and \"text\"");
    }
    int length = who.length() + text.length();
    if (length > LONGEST) {
      return Answer.problem(
          422,
          "Too long",
          "\"who\" and \"text\" have "
              + length
              + " characters together, and the journal takes "
              + LONGEST
              + ": say the rest in another note");
    }
    boolean dry = body.path("dryRun").asBoolean(false);
    boolean takes = dry ? incidents.takesNotes(id) : incidents.note(id, wall.instant(), who, text);
    if (!takes) {
      return Answer.problem(404, "Not found", "there is no incident of this id that takes a note");
    }
    if (dry) {
      return Answer.json(200, said(id, "not yet, this was a dry run").put("dryRun", true));
    }
    timeLine.add(new TimeLine.Entry(wall.instant(), "plain", who + " noted: " + text));
    String journal =
        Acts.keep(desk, new Command.KeepAct("incident note", id, who, text))
            .map(unkept -> "no, " + unkept.why())
            .orElse("yes");
    return Answer.json(200, said(id, journal).put("dryRun", false));
  }

  private static ObjectNode said(String id, String journal) {
    return Answer.object().put("noted", id).put("journal", journal);
  }
}
