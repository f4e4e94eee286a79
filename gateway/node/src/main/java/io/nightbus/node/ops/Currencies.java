package io.nightbus.node.ops;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Currencies as people read them. A code that ISO 4217 has not is {@code other}. */
final class Currencies {
  private static final Map<String, Currency> KNOWN = known();

  private Currencies() {}

  private static Map<String, Currency> known() {
    var known = new TreeMap<String, Currency>();
    for (Currency currency : Currency.getAvailableCurrencies()) {
      known.put(currency.getCurrencyCode(), currency);
      known.putIfAbsent(currency.getNumericCodeAsString(), currency);
    }
    return known;
  }

  /** {@code GBP} for GBP and 826: a label from a fixed list. */
  static String named(String code) {
    Currency currency = KNOWN.get(code.toUpperCase(Locale.ROOT));
    return currency == null ? "other" : currency.getCurrencyCode();
  }

  /** {@code 1,234.50 GBP}. */
  static String amount(long minorUnits, String code) {
    Currency currency = KNOWN.get(code.toUpperCase(Locale.ROOT));
    int digits = currency == null ? 2 : Math.max(0, currency.getDefaultFractionDigits());
    String number =
        String.format(Locale.ROOT, "%,." + digits + "f", BigDecimal.valueOf(minorUnits, digits));
    return currency == null ? number : number + " " + currency.getCurrencyCode();
  }
}
