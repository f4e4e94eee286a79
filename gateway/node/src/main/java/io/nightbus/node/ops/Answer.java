package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an HTTP request is answered with. */
record Answer(int status, String type, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer json(int status, JsonNode body) {
    return new Answer(status, "application/json", written(body));
  }

  static Answer text(String type, String body) {
    return new Answer(200, type, body);
  }

  /** RFC 9457. */
  static Answer problem(int status, String title, String detail) {
    return problem(status, title, detail, object());
  }

  /** RFC 9457, with members of our own. */
  static Answer problem(int status, String title, String detail, ObjectNode more) {
    ObjectNode body = object();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", detail);
    body.setAll(more);
    return new Answer(status, "application/problem+json", written(body));
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static String written(JsonNode body) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
