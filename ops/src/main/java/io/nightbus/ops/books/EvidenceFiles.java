package io.nightbus.ops.books;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the evidence of a run lies: the file {@value #NAME} in its directory names every other.
 *
 * <pre>{@code
 * {"store": "gateway/nightbus.db",
 *  "charges": ["night.jsonl"],
 *  "ledgers": {"network": "network.ledger.jsonl"},
 *  "journals": [{"originator": "acquirer", "endpoint": "network", "file": "acquirer.journal.jsonl"}],
 *  "guarantees": {"network": ["duplicates"]},
 *  "limits": {"per-transaction": 10000, "per-card-count": 10, "per-card-amount": 30000}}
 * }</pre>
 */
public final class EvidenceFiles {
  public static final String NAME = "books.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private EvidenceFiles() {}

  public static Evidence read(Path directory) throws UnreadableEvidence {
    Path list = directory.resolve(NAME);
    JsonNode names;
    try {
      names = JSON.readTree(Files.readString(list));
    } catch (IOException unreadable) {
      throw new UnreadableEvidence(
          list + ": can't be read as JSON; is this a directory that a demo left?");
    }
    Map<String, Ledger> ledgers = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : names.path("ledgers").properties()) {
      ledgers.put(entry.getKey(), Lines.ledger(directory.resolve(entry.getValue().asText())));
    }
    List<Journal> journals = new ArrayList<>();
    for (JsonNode journal : names.path("journals")) {
      journals.add(
          new Journal(
              journal.path("originator").asText(),
              journal.path("endpoint").asText(),
              Lines.journal(directory.resolve(journal.path("file").asText()))));
    }
    List<Path> files = new ArrayList<>();
    names.path("charges").forEach(file -> files.add(directory.resolve(file.asText())));
    Path store = directory.resolve(names.path("store").asText());
    if (!Files.isRegularFile(store)) {
      throw new UnreadableEvidence(store + ": there is no such file");
    }
    return new Evidence(
        Lines.orders(files),
        ledgers,
        journals,
        StoreReader.read(store),
        guarantees(names),
        limits(names.path("limits")));
  }

  private static Evidence.Limits limits(JsonNode names) {
    return new Evidence.Limits(
        names.path("per-transaction").asLong(Long.MAX_VALUE),
        names.path("per-card-count").asLong(Long.MAX_VALUE),
        names.path("per-card-amount").asLong(Long.MAX_VALUE));
  }

  private static Map<String, Set<String>> guarantees(JsonNode names) {
    Map<String, Set<String>> guarantees = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : names.path("guarantees").properties()) {
      Set<String> promised = new HashSet<>();
      entry.getValue().forEach(word -> promised.add(word.asText()));
      guarantees.put(entry.getKey(), promised);
    }
    return guarantees;
  }
}
