package io.nightbus.iso;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Locale;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * A first look at a packager XML, before jPOS loads it: jPOS doesn't say at which line something is
 * wrong. Fetches nothing that the file refers to.
 */
final class PackagerOutline extends DefaultHandler {
  private static final String JPOS_DTD = "-//jpos/jpos generic packager dtd 1.0//en";

  private final String file;
  private final int[] lines = new int[129];
  private @Nullable Locator locator;
  private int depth;

  private PackagerOutline(String file) {
    this.file = file;
    Arrays.fill(lines, 1);
  }

  /**
   * @throws IllegalArgumentException "file:line: what is wrong"
   */
  static PackagerOutline of(String file, byte[] xml) {
    var outline = new PackagerOutline(file);
    try {
      SAXParserFactory.newInstance().newSAXParser().parse(new ByteArrayInputStream(xml), outline);
    } catch (SAXParseException e) {
      throw outline.error(e.getLineNumber(), e.getMessage());
    } catch (SAXException | ParserConfigurationException | IOException e) {
      throw outline.error(1, String.valueOf(e.getMessage()));
    }
    return outline;
  }

  /** Something wrong with one field, ready to be thrown. */
  IllegalArgumentException error(int field, String why, @Nullable Throwable cause) {
    var error = error(lines[field], "field " + field + ": " + why);
    error.initCause(cause);
    return error;
  }

  /** Something wrong with the whole file. */
  IllegalArgumentException error(String why) {
    return error(1, why);
  }

  private IllegalArgumentException error(int line, @Nullable String why) {
    return new IllegalArgumentException(file + ":" + line + ": " + why);
  }

  private int line() {
    return locator == null ? 1 : locator.getLineNumber();
  }

  @Override
  public void setDocumentLocator(Locator given) {
    locator = given;
  }

  @Override
  public InputSource resolveEntity(@Nullable String publicId, String systemId) {
    if (publicId == null || !publicId.toLowerCase(Locale.ROOT).equals(JPOS_DTD)) {
      throw error(line(), "refers to " + systemId + "; only jPOS's own DTD may be referred to");
    }
    return new InputSource(new StringReader(""));
  }

  @Override
  public void startElement(String uri, String localName, String name, Attributes attributes) {
    boolean field = name.equals("isofield") || name.equals("isofieldpackager");
    if (depth == 0 && !name.equals("isopackager")) {
      throw error(line(), "is no packager: it starts with <" + name + "> instead of <isopackager>");
    }
    if (field && depth == 1) {
      place(attributes);
    }
    if (field) {
      checkClass(attributes.getValue("class"));
      number(attributes, "length");
    }
    depth++;
  }

  @Override
  public void endElement(String uri, String localName, String name) {
    depth--;
  }

  @Override
  public void error(SAXParseException e) throws SAXException {
    throw e;
  }

  private void place(Attributes attributes) {
    int id = number(attributes, "id");
    if (id < 0 || id > 128) {
      throw error(line(), "field " + id + ": fields run from 0 to 128");
    }
    if (lines[id] > 1) {
      throw error(line(), "field " + id + " stands at line " + lines[id] + " already");
    }
    lines[id] = line();
  }

  private int number(Attributes attributes, String name) {
    String value = attributes.getValue(name);
    try {
      return Integer.parseInt(String.valueOf(value));
    } catch (NumberFormatException e) {
      var error = error(line(), name + " has to be a number, not \"" + value + "\"");
      error.initCause(e);
      throw error;
    }
  }

  private void checkClass(@Nullable String name) {
    try {
      Class.forName(String.valueOf(name), false, PackagerOutline.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      var error = error(line(), "class " + name + " is not on the class path");
      error.initCause(e);
      throw error;
    }
  }
}
