package io.nightbus.node.cli;

import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.config.Finding;
import io.nightbus.node.ops.log.PanScanner;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * Findings as a person reads them: place, path, what, hint, and the line with a caret. A card
 * number that somebody wrote into the file is masked.
 */
record FindingPrinter(PrintWriter out, PanScanner scanner) {
  /** A terminal that cannot show a long dash gets two short ones. */
  private static final String DASH =
      Charset.forName(System.getProperty("stdout.encoding", "UTF-8")).newEncoder().canEncode('—')
          ? " — "
          : " -- ";

  void print(ConfigFile.Checked checked) {
    checked.findings().forEach(finding -> print(checked, finding));
    long errors = checked.findings().stream().filter(Finding::isError).count();
    long warnings = checked.findings().size() - errors;
    if (!checked.findings().isEmpty()) {
      out.println(number(errors, "error") + ", " + number(warnings, "warning"));
    }
    out.flush();
  }

  private void print(ConfigFile.Checked checked, Finding finding) {
    var where = new StringBuilder(checked.file().toString());
    int line = finding.place().line();
    if (line > 0) {
      where.append(':').append(line).append(':').append(finding.place().column());
    }
    var text = new StringBuilder(finding.isError() ? " error  " : " warn   ");
    if (!finding.path().isEmpty()) {
      text.append(finding.path()).append(": ");
    }
    text.append(finding.what());
    if (!finding.hint().isEmpty()) {
      text.append(DASH).append(finding.hint());
    }
    out.println(where + scanner.clean(text.toString()));
    if (line > 0 && line <= checked.lines().size()) {
      caret(checked.lines().get(line - 1), finding);
    }
  }

  private void caret(String line, Finding finding) {
    String number = Integer.toString(finding.place().line());
    int column = Math.max(1, Math.min(finding.place().column(), line.length() + 1));
    int room = Math.max(1, line.length() - column + 1);
    String margin = " ".repeat(Math.max(0, 5 - number.length()));
    out.println(margin + number + " | " + scanner.clean(line));
    out.println(
        "      | "
            + " ".repeat(column - 1)
            + "^".repeat(Math.max(1, Math.min(finding.place().length(), room))));
  }

  private static String number(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
