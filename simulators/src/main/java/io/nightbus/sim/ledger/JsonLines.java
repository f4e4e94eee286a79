package io.nightbus.sim.ledger;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A file of JSON Lines, written in batches by a thread of its own. {@link #add} and {@link
 * #handOver} belong to one thread; {@link #flush} may be called by any.
 */
public final class JsonLines implements AutoCloseable {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator("")
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  /** Writes one object. */
  public interface Line {
    void write(JsonGenerator json, CardToken cards) throws IOException;
  }

  private record Batch(List<Line> lines, CompletableFuture<Void> written, boolean last) {}

  private final LinkedBlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final OutputStream file;
  private final Thread writer;
  private List<Line> gathered = new ArrayList<>();
  private volatile @Nullable IOException failure;
  private volatile boolean closed;

  /** Starts an empty file; what was there before is overwritten. */
  public JsonLines(Path path) throws IOException {
    file = new BufferedOutputStream(Files.newOutputStream(path), 256 * 1024);
    writer = Thread.ofPlatform().daemon().name("file " + path.getFileName()).start(this::run);
  }

  /** Writes lines to a stream, which stays open. */
  public static void write(Iterable<? extends Line> lines, OutputStream to) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(to, JsonEncoding.UTF8)) {
      var cards = new CardToken();
      for (Line line : lines) {
        line.write(json, cards);
        json.writeRaw('\n');
      }
    }
  }

  public void add(Line line) {
    gathered.add(line);
  }

  /** Gives what has been gathered to the writer. */
  public void handOver() {
    if (!gathered.isEmpty()) {
      batches.add(new Batch(gathered, new CompletableFuture<>(), false));
      gathered = new ArrayList<>();
    }
  }

  /** Completes when everything handed over so far is in the file; at once after {@link #close}. */
  public CompletableFuture<Void> flush() {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    var mark = new Batch(List.of(), new CompletableFuture<>(), false);
    batches.add(mark);
    return mark.written();
  }

  /** Why the file is not complete; null while it is. */
  public @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void close() {
    closed = true;
    handOver();
    batches.add(new Batch(List.of(), new CompletableFuture<>(), true));
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (file;
        JsonGenerator json = JSON.createGenerator(file, JsonEncoding.UTF8)) {
      var cards = new CardToken();
      for (Batch batch = batches.take(); !batch.last(); batch = batches.take()) {
        append(batch, json, cards);
      }
    } catch (IOException broken) {
      failure = broken;
    } catch (InterruptedException interrupted) {
      failure = new IOException("the writer was interrupted");
    }
  }

  private void append(Batch batch, JsonGenerator json, CardToken cards) {
    try {
      for (Line line : batch.lines()) {
        line.write(json, cards);
        json.writeRaw('\n');
      }
      if (batches.isEmpty() || batch.lines().isEmpty()) {
        json.flush();
      }
    } catch (IOException broken) {
      failure = broken;
    }
    IOException broken = failure;
    if (broken == null) {
      batch.written().complete(null);
    } else {
      batch.written().completeExceptionally(broken);
    }
  }
}
