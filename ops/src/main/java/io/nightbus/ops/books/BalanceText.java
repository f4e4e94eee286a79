package io.nightbus.ops.books;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The books as lines of text. */
public final class BalanceText {
  private static final int EXAMPLES = 5;
  private static final int OUTCOME = 26;
  private static final int CELL = 26;

  private BalanceText() {}

  public static List<String> of(Balance balance) {
    List<String> lines = new ArrayList<>();
    for (Section section : balance.sections()) {
      lines.add("");
      lines.add(heading(section));
      for (Section.Row row : section.rows()) {
        lines.add(line(row));
      }
    }
    lines.add("");
    lines.add(zeros(balance));
    for (Flaw.Kind kind : Flaw.Kind.values()) {
      List<Flaw> some = balance.flaws().stream().filter(flaw -> flaw.kind() == kind).toList();
      if (!some.isEmpty()) {
        lines.add("WRONG " + kind + ", " + some.size() + " (" + kind.meaning() + ")");
        some.stream().limit(EXAMPLES).forEach(flaw -> lines.add("      " + flaw.what()));
      }
    }
    lines.add(
        balance.agrees()
            ? "The books agree to the penny."
            : "THE BOOKS DO NOT AGREE: " + balance.flaws().size() + " flaws.");
    return List.copyOf(lines);
  }

  private static String heading(Section section) {
    StringBuilder line = new StringBuilder(padded(section.title(), OUTCOME));
    section.sides().forEach(side -> line.append(right(side, CELL)));
    return line.toString().stripTrailing();
  }

  private static String line(Section.Row row) {
    return ("  "
            + padded(row.outcome(), OUTCOME - 2)
            + cell(row.client())
            + cell(row.gateway())
            + cell(row.ledger())
            + (row.mustAgree() ? row.agrees() ? "  =" : "  DIFFERS" : ""))
        .stripTrailing();
  }

  private static String cell(@Nullable Sum sum) {
    return right(sum == null ? "" : text(sum), CELL);
  }

  private static String text(Sum sum) {
    return String.format(
        Locale.ROOT,
        "%,d  %,d.%02d",
        sum.count(),
        sum.amount() / 100,
        Math.abs(sum.amount() % 100));
  }

  private static String zeros(Balance balance) {
    return String.format(
        Locale.ROOT,
        "lost %d, twice %d, wrongly declined %d, missing reversals %d, missing advices %d, approved"
            + " without effect %d, out of order %d; of %,d charges and %,d live requests",
        balance.count(Flaw.Kind.LOST),
        balance.count(Flaw.Kind.TWICE),
        balance.count(Flaw.Kind.WRONG_DECLINE),
        balance.count(Flaw.Kind.MISSING_REVERSAL),
        balance.count(Flaw.Kind.MISSING_ADVICE),
        balance.count(Flaw.Kind.TOLD_WITHOUT_EFFECT),
        balance.count(Flaw.Kind.ORDER),
        balance.charges(),
        balance.requests());
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }
}
