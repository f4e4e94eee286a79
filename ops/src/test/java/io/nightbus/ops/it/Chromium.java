package io.nightbus.ops.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.ops.stage.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real headless Chromium with one page, moved over its debugging protocol. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("ws://127\\.0\\.0\\.1:([0-9]+)/");
  private static final Duration CALL = Duration.ofSeconds(60);

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

  /** Starts it with an empty page; one that is missing fails the test, and says what to install. */
  Chromium(Path profile, int width, int height) throws Exception {
    try {
      process =
          new ProcessBuilder(
                  "chromium",
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--no-first-run",
                  "--hide-scrollbars",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "--window-size=" + width + "," + height,
                  "about:blank")
              .redirectErrorStream(true)
              .start();
    } catch (IOException missing) {
      throw new IOException("chromium is needed: install it, or run .ci/run", missing);
    }
    var browser = new Http("chromium", port());
    String page = "";
    for (JsonNode target : browser.json("GET", "/json/list", "", CALL)) {
      page =
          target.path("type").asText().equals("page")
              ? target.path("webSocketDebuggerUrl").asText()
              : page;
    }
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page), new Listener())
            .get(CALL.toSeconds(), TimeUnit.SECONDS);
  }

  private int port() throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher found = LISTENING.matcher(line);
      if (found.find()) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
        return Integer.parseInt(found.group(1));
      }
    }
    throw new IOException("chromium ended before it listened");
  }

  /** What it sends: answers to our calls, in one or more parts. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean whole) {
      parts.append(text);
      if (whole) {
        take(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void take(String text) {
    try {
      JsonNode told = JSON.readTree(text);
      CompletableFuture<JsonNode> call = calls.remove(told.path("id").asInt());
      if (call == null) {
        return; // An event; none is listened to.
      }
      if (told.has("error")) {
        call.completeExceptionally(new IOException(told.path("error").toString()));
      } else {
        call.complete(told.path("result"));
      }
    } catch (IOException broken) {
      calls.values().forEach(call -> call.completeExceptionally(broken));
    }
  }

  /** One command of its protocol; {@code parameters} is a JSON object. */
  JsonNode call(String method, String parameters) throws Exception {
    int id = last.incrementAndGet();
    ObjectNode command = JSON.createObjectNode();
    command.put("id", id).put("method", method);
    command.set("params", JSON.readTree(parameters));
    var answer = new CompletableFuture<JsonNode>();
    calls.put(id, answer);
    socket.sendText(command.toString(), true).get(CALL.toSeconds(), TimeUnit.SECONDS);
    return answer.get(CALL.toSeconds(), TimeUnit.SECONDS);
  }

  void open(String address) throws Exception {
    call("Page.navigate", JSON.createObjectNode().put("url", address).toString());
  }

  /** The value of a JavaScript expression in the page; a promise is waited for. */
  JsonNode ask(String expression) throws Exception {
    ObjectNode parameters = JSON.createObjectNode();
    parameters.put("expression", expression).put("returnByValue", true).put("awaitPromise", true);
    JsonNode result = call("Runtime.evaluate", parameters.toString());
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.path("exceptionDetails").toString());
    }
    return result.path("result").path("value");
  }

  /** Waits until the page is so; false where it is not in that time. */
  boolean becomes(String condition, Duration atMost) throws Exception {
    return ask("""
    new Promise(done => {
      const seen = () => { try { return !!(%s); } catch (notYet) { return false; } };
      let watch;
      const end = how => { watch.disconnect(); clearTimeout(late); done(how); };
      const late = setTimeout(() => end(seen()), %d);
      watch = new MutationObserver(() => { if (seen()) end(true); });
      watch.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
      if (seen()) end(true);
    })
    """
            .formatted(condition, atMost.toMillis()))
        .asBoolean();
  }

  /** Presses and lets go. */
  void key(String name, int code) throws Exception {
    for (String type : new String[] {"rawKeyDown", "keyUp"}) {
      call(
          "Input.dispatchKeyEvent",
          JSON.createObjectNode()
              .put("type", type)
              .put("key", name)
              .put("code", name)
              .put("windowsVirtualKeyCode", code)
              .toString());
    }
  }

  /** As the reader of the page has set it: {@code light} or {@code dark}. */
  void scheme(String name) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" + name + "\"}]}");
  }

  /** The whole page, also what lies below the window's edge, as PNG. */
  void screenshot(Path file) throws Exception {
    JsonNode picture =
        call("Page.captureScreenshot", "{\"format\": \"png\", \"captureBeyondViewport\": true}");
    Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
