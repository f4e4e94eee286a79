package io.nightbus.node.cli;

import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.store.BookRefused;
import io.nightbus.node.store.BookTaken;
import io.nightbus.node.store.Keys;
import io.nightbus.node.store.SqliteBook;
import io.nightbus.node.store.UnusableKeys;
import io.nightbus.node.store.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens keys and book, and says in one line why it cannot. */
final class Storeroom {
  private Storeroom() {}

  /** The keys; made where neither they nor a book are there yet. */
  static Keys keys(GatewayConfig.Store store) {
    try {
      if (Files.exists(store.keyFile())) {
        return Keys.read(store.keyFile());
      }
      if (Files.exists(store.file())) {
        throw new Complaint(
            ExitCode.STORE_UNUSABLE,
            store.keyFile()
                + ": the key file is gone, and the book "
                + store.file()
                + " cannot be read without it; bring back your copy of it");
      }
      folder(store.keyFile());
      return Keys.create(store.keyFile());
    } catch (UnusableKeys e) {
      throw new Complaint(ExitCode.STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
    }
  }

  static SqliteBook book(GatewayConfig.Store store, Keys keys, Watch watch) {
    folder(store.file());
    try {
      return SqliteBook.open(store.file(), keys, InstantSource.system(), watch);
    } catch (BookTaken e) {
      throw new Complaint(ExitCode.STORE_TAKEN, String.valueOf(e.getMessage()), e);
    } catch (BookRefused e) {
      throw new Complaint(ExitCode.STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The folder of a file, made where it is missing. */
  static void folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new Complaint(
          ExitCode.STORE_UNUSABLE, folder + ": this folder cannot be made; " + e.getMessage(), e);
    }
  }
}
