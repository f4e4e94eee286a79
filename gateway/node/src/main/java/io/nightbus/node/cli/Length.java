package io.nightbus.node.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How long an order is to hold, as a person writes it: {@code 30s}, {@code 10m}, {@code 4h}, {@code
 * 1d}.
 */
record Length(long seconds) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})([smhd])");

  /** Reads an option. */
  static final class Reader implements ITypeConverter<Length> {
    @Override
    public Length convert(String text) {
      Matcher parts = TEXT.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException("takes a whole number and s, m, h or d, e.g. 30m");
      }
      long unit =
          switch (parts.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
          };
      return new Length(Long.parseLong(parts.group(1)) * unit);
    }
  }
}
