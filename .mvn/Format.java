import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks ({@code check}) or formats ({@code replace}) every Java source below a folder. */
class Format {
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", "node_modules");

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>();
    if (args[0].equals("replace")) {
      words.add("--replace");
    } else {
      words.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    }
    Files.walkFileTree(
        Path.of(args[1]),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              words.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int answer = new Main(out, err, System.in).format(words.toArray(String[]::new));
    if (answer != 0) {
      err.println("The files above are not formatted: run  mvn -N validate -Dformat=replace");
    }
    System.exit(answer);
  }
}
