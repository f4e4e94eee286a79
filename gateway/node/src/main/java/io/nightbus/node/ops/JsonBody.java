package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.function.Function;

/** Reads the JSON object that a request brings, within bounds of length and of patience. */
final class JsonBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonBody() {}

  /**
   * What {@code deed} makes of the body, or what is wrong with it.
   *
   * @param most bytes; a longer body is read to its end, within bounds, and refused with 413
   * @param deed may throw {@link IllegalArgumentException} to say what is wrong with an order
   */
  static Answer answer(
      HttpExchange exchange, Bodies.Patience patience, int most, Function<JsonNode, Answer> deed) {
    try (var body = new Bodies(exchange, patience)) {
      byte[] bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        body.drain();
        return Answer.problem(413, "Too large", "at most " + most + " bytes");
      }
      JsonNode json = JSON.readTree(bytes);
      return json.isObject() ? deed.apply(json) : noObject();
    } catch (JacksonException broken) {
      return noObject();
    } catch (IllegalArgumentException unfit) {
      return Answer.problem(422, "Not an order", String.valueOf(unfit.getMessage()));
    } catch (IOException gone) {
      return Answer.problem(400, "Broken off", "the request broke off");
    }
  }

  private static Answer noObject() {
    return Answer.problem(422, "Not JSON", "the body is no JSON object");
  }
}
