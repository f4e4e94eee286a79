package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Layout;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** One peer's way of speaking. Immutable and shared by all threads. */
public final class Dialect {
  private static final Set<String> NAMES =
      Collections.unmodifiableSet(new TreeSet<>(Set.of("iso87-ascii", "iso87-binary")));
  private static final Map<String, Dialect> SHIPPED = new ConcurrentHashMap<>();

  private final String name;
  private final Layout layout;
  private final Framing framing;
  private final De networkElement;
  private final Map<NetworkCode, String> networkDigits;
  private final Map<String, NetworkCode> networkCodes = new HashMap<>();
  private final List<CodeTable> codeTables;
  private final ResponseClass otherwise;
  private final Set<De> echo;
  private final Set<De> echoed;
  private final Set<De> carried;
  private final boolean flagsRepeats;
  private final boolean signOnMeansRestart;
  private final Set<String> mayFollowPosting;
  private final List<StandInMark> standInMarks;
  private final Optional<De> reasonElement;
  private final Map<StandInReason, String> reasons;

  Dialect(String name, Draft draft, Layout layout) {
    this.name = name;
    this.layout = layout;
    framing = new Framing(2, draft.longest);
    networkElement = draft.networkElement;
    networkDigits = new EnumMap<>(draft.networkCodes);
    networkDigits.forEach((code, digits) -> networkCodes.put(digits, code));
    codeTables = List.copyOf(draft.codeTables);
    otherwise = draft.unknownResponseCode;
    echo = unchanging(draft.echo);
    echoed = unchanging(draft.pairedBy);
    carried = unchanging(draft.carried);
    flagsRepeats = draft.repeatsFlagged;
    signOnMeansRestart = draft.signOnMeansRestart;
    mayFollowPosting = Set.copyOf(draft.mayFollowPosting);
    standInMarks = List.copyOf(draft.standInMarks);
    reasonElement = Optional.ofNullable(draft.reasonElement);
    reasons = new EnumMap<>(draft.reasons);
  }

  private static Set<De> unchanging(Set<De> elements) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }

  /**
   * The dialects that are shipped: {@code iso87-ascii}, {@code iso87-binary}; empty for any other
   * name.
   */
  public static Optional<Dialect> named(String name) {
    return NAMES.contains(name)
        ? Optional.of(SHIPPED.computeIfAbsent(name, DialectFiles::shipped))
        : Optional.empty();
  }

  /** The names {@link #named} knows, sorted. */
  public static Set<String> names() {
    return NAMES;
  }

  /**
   * A dialect of the user's own: a YAML file, and beside it the packager XML that it names.
   *
   * @throws IllegalArgumentException for a file that can't be used, naming file, line, what is
   *     wrong and what would be right
   */
  public static Dialect load(Path yaml) {
    return DialectFiles.load(yaml);
  }

  /**
   * The same from a text that is at hand; it has the packager of the dialect that it extends.
   *
   * @throws IllegalArgumentException as {@link #load} does
   */
  public static Dialect read(String name, String yaml) {
    return DialectFiles.read(name, yaml);
  }

  public String name() {
    return name;
  }

  public Framing framing() {
    return framing;
  }

  /** Where elements stand, and their names. */
  public Layout layout() {
    return layout;
  }

  /** Reads one message (without its length prefix) out of {@code bytes}; any bytes are survived. */
  public Decoded decode(byte[] bytes, int offset, int length) {
    return layout.decode(bytes, offset, length);
  }

  /**
   * The message's bytes, without a length prefix. An element that doesn't fit its field is an
   * {@link IllegalArgumentException} that names the field and never its content.
   */
  public byte[] encode(Message message) {
    byte[] bytes = layout.encode(message);
    if (bytes.length > framing.longest()) {
      throw new IllegalArgumentException(
          message.mti()
              + " has "
              + bytes.length
              + " bytes, a frame of "
              + name
              + " holds "
              + framing.longest());
    }
    return bytes;
  }

  /** What a class-8 message asks for; empty where the dialect has no name for its code. */
  public Optional<NetworkCode> networkCode(Message message) {
    return message.mti().isNetworkManagement()
        ? message.find(networkElement).map(networkCodes::get)
        : Optional.empty();
  }

  De networkElement() {
    return networkElement;
  }

  /**
   * A network management request (0800 in 1987) with its code; DE 7 and 11 are the caller's.
   *
   * @throws IllegalArgumentException for a code that this dialect has no digits for
   */
  public Message.Builder networkRequest(NetworkCode code) {
    String digits = networkDigits.get(code);
    if (digits == null) {
      throw new IllegalArgumentException(name + " has no network code for " + code);
    }
    return Message.of(Mti.NETWORK_REQUEST).set(networkElement, digits);
  }

  /**
   * What DE 39 means in an answer of this day. A code that no table in force lists, and no code, is
   * what the dialect's file says; as shipped {@link ResponseClass#IN_DOUBT}: it may stand for an
   * approval, so it is no decline, and for a decline, so it is no approval.
   *
   * @param day in UTC, as 20261001
   */
  public ResponseClass classify(String responseCode, int day) {
    for (CodeTable table : codeTables) {
      ResponseClass found = table.classes().get(responseCode);
      if (found != null && table.effective() <= day) {
        return found;
      }
    }
    return otherwise;
  }

  /** By the latest tables, for people. */
  ResponseClass classify(String responseCode) {
    return classify(responseCode, Integer.MAX_VALUE);
  }

  /** Where its classes come from and since when they hold; each goes before those behind it. */
  public List<CodeTable> codeTables() {
    return codeTables;
  }

  /** An issuer's technical answer with this code does not mean that nothing was posted. */
  public boolean mayFollowPosting(String responseCode) {
    return mayFollowPosting.contains(responseCode);
  }

  /**
   * The network says that it decided in the issuer's place; never where the dialect does not say
   * how that is recognised.
   */
  public boolean isStandIn(Message response) {
    return standInMarks.stream().anyMatch(mark -> mark.isOn(response));
  }

  /** The answer to a request or advice: response MTI, the elements to echo, DE 39. */
  public Message.Builder response(Message request, String responseCode) {
    return request.edit(echo).mti(request.mti().response()).set(De.RESPONSE_CODE, responseCode);
  }

  /**
   * Elements that have to come back unchanged in a response for it to belong to its request; DE 2
   * and 4 where the response carries them.
   */
  public Set<De> echoed() {
    return echoed;
  }

  /**
   * Elements that an advice or a reversal may carry on: never track, PIN block or CVV (domain §10).
   */
  public Set<De> carried() {
    return carried;
  }

  /** Writes into an advice why we decided, in this dialect's words, where it has some for it. */
  public Message.Builder giveReason(Message.Builder advice, StandInReason reason) {
    String code = reasons.get(reason);
    return code == null || reasonElement.isEmpty() ? advice : advice.set(reasonElement.get(), code);
  }

  /**
   * A sign-on of a peer that is signed on says that it has started anew, and knows nothing of what
   * was out. Where not, a peer may sign on as often as it likes.
   */
  public boolean signOnMeansRestart() {
    return signOnMeansRestart;
  }

  /** The MTI of a repeat, where this dialect flags repeats. */
  public Mti repeat(Mti mti) {
    return flagsRepeats ? mti.repeat() : mti;
  }

  /**
   * The message for people, a line for each element with its name; masked like {@link
   * Message#toString}.
   */
  public String describe(Message message) {
    return new Description(this, message).text();
  }
}
