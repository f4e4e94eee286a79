package io.nightbus.node.config;

import io.nightbus.core.Command;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is different between the configuration that runs and the one that shall run. Links, sites
 * and weights change while the gateway runs; whatever else differs needs a restart, and then
 * nothing is changed.
 *
 * @param lines the difference for people, a line each; empty where there is none
 * @param restarts keys of what a running gateway can't change
 * @param endpoints that get other links or sites
 */
public record ConfigChange(
    List<String> lines, List<String> restarts, List<Command.EndpointLinks> endpoints) {

  /** From one to the other. */
  public static ConfigChange between(GatewayConfig now, GatewayConfig next) {
    var change = new Comparing(now, next);
    change.compare();
    return new ConfigChange(
        List.copyOf(change.lines), List.copyOf(change.restarts), List.copyOf(change.endpoints));
  }

  private static final class Comparing {
    private final GatewayConfig now;
    private final GatewayConfig next;
    private final List<String> lines = new ArrayList<>();
    private final List<String> restarts = new ArrayList<>();
    private final List<Command.EndpointLinks> endpoints = new ArrayList<>();

    Comparing(GatewayConfig now, GatewayConfig next) {
      this.now = now;
      this.next = next;
    }

    void compare() {
      Settings old = now.settings();
      Settings other = next.settings();
      restart("node", old.node(), other.node());
      restart("tls or listen.allow", now.guards(), next.guards());
      restart("discovery", now.discoveries(), next.discoveries());
      restart("store", now.store(), next.store());
      restart("admin", now.admin(), next.admin());
      restart("log", now.log(), next.log());
      restart("routes", old.routes(), other.routes());
      restart("stand-in", old.standIn(), other.standIn());
      restart("stand-in.hot-cards-file", now.hotCards(), next.hotCards());
      restart("transit", old.transit(), other.transit());
      List<String> names = old.endpoints().stream().map(Settings.Endpoint::name).toList();
      List<String> others = other.endpoints().stream().map(Settings.Endpoint::name).toList();
      names.stream().filter(name -> !others.contains(name)).forEach(this::wholeEndpoint);
      others.stream().filter(name -> !names.contains(name)).forEach(this::wholeEndpoint);
      names.stream()
          .filter(others::contains)
          .forEach(name -> endpoint(old.endpoint(name), other.endpoint(name)));
    }

    private void wholeEndpoint(String name) {
      restarts.add("endpoints." + name);
    }

    private void restart(String key, Object before, Object after) {
      if (!before.equals(after)) {
        restarts.add(key);
      }
    }

    private void endpoint(Settings.Endpoint before, Settings.Endpoint after) {
      String key = "endpoints." + before.name() + ".";
      restart(key + "dialect", before.dialect().name(), after.dialect().name());
      restart(key + "breaker", before.breaker(), after.breaker());
      restart(key + "request", before.request(), after.request());
      restart(key + "window", before.linkWindow(), after.linkWindow());
      restart(key + "guarantees", before.guarantees(), after.guarantees());
      restart(key + "delivery", before.delivery(), after.delivery());
      restart(key + "institution", before.institution(), after.institution());
      int said = lines.size();
      Set<LinkId> moved = links(key, byId(before), byId(after));
      if (!before.sites().equals(after.sites())) {
        lines.add(sites(before) + " -> " + sites(after));
      }
      if (lines.size() > said) {
        endpoints.add(
            new Command.EndpointLinks(
                before.name(), after.links(), moved, Optional.of(after.sites())));
      }
    }

    private static String sites(Settings.Endpoint endpoint) {
      return endpoint.name()
          + " prefers "
          + endpoint.sites().prefer()
          + ", weights "
          + new TreeMap<>(endpoint.sites().weights());
    }

    private static Map<LinkId, LinkSettings> byId(Settings.Endpoint endpoint) {
      Map<LinkId, LinkSettings> links = new LinkedHashMap<>();
      endpoint.links().forEach(link -> links.put(link.id(), link));
      return links;
    }

    /** Those whose address is another one. */
    private Set<LinkId> links(
        String key, Map<LinkId, LinkSettings> before, Map<LinkId, LinkSettings> after) {
      Set<LinkId> moved = new LinkedHashSet<>();
      before.forEach((id, link) -> {
        LinkSettings other = after.get(id);
        if (other == null) {
          lines.add("- " + id + " " + at(now, id));
        } else if (!now.address(id).equals(next.address(id))) {
          moved.add(id);
          lines.add("~ " + id + " " + at(now, id) + " -> " + at(next, id));
        } else if (!other.equals(link)) {
          lines.add("~ " + id + " is kept in another way: " + said(link) + " -> " + said(other));
        }
      });
      after.forEach((id, link) -> {
        if (!before.containsKey(id)) {
          lines.add("+ " + id + " " + at(next, id));
        }
        boolean newDoor = !link.dials() && !now.addresses().containsValue(next.address(id));
        if (newDoor && !restarts.contains(key + "listen.address")) {
          restarts.add(key + "listen.address");
        }
      });
      return moved;
    }

    private static String at(GatewayConfig config, LinkId link) {
      return config.address(link).getHostString() + ":" + config.address(link).getPort();
    }

    private static String said(LinkSettings link) {
      return "sign-on "
          + ConfigReading.lower(link.signOn())
          + ", connect "
          + Kinds.show(link.connect())
          + ", answer "
          + Kinds.show(link.answer())
          + ", echo "
          + Kinds.show(link.echo())
          + ", backoff "
          + Kinds.show(link.backoff())
          + " to "
          + Kinds.show(link.backoffCap());
    }
  }
}
