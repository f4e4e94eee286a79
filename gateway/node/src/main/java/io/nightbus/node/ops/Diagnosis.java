package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.core.Status;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.LinkStories.Story;
import io.nightbus.node.ops.Trouble.Kind;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what is wrong in a {@link Sight}, and from it alone; the worst first. Pure. */
final class Diagnosis {
  private static final Duration OLD = Duration.ofMinutes(15);
  private static final int FLAPS = 3;
  private static final int MANY = 3;

  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private Diagnosis(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight) {
    var diagnosis = new Diagnosis(sight);
    diagnosis.machine();
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      diagnosis.endpoint(endpoint);
    }
    diagnosis.money();
    diagnosis.found.sort((a, b) -> a.kind().compareTo(b.kind()));
    return List.copyOf(diagnosis.found);
  }

  private void add(
      Kind kind,
      String object,
      Instant since,
      String what,
      String cause,
      String tried,
      String stake,
      String next) {
    found.add(new Trouble(kind, object, since, what, cause, tried, stake, next));
  }

  // --- the gateway itself

  private void machine() {
    sight
        .unanswered()
        .ifPresent(since ->
            add(
                Kind.EVENT_LOOP_SILENT,
                "gateway",
                since,
                "The event loop of this gateway does not answer; everything below is older.",
                "",
                "It was asked every second.",
                "No request is answered while this lasts.",
                "Take a thread dump, then restart the gateway: it recovers from its book."));
    sight
        .storeStuck()
        .filter(since -> Duration.between(since, sight.at()).toSeconds() >= 2)
        .ifPresent(since ->
            add(
                Kind.STORE_NOT_WRITING,
                "gateway",
                since,
                "The book does not write: "
                    + Words.count(waiting(), "transaction")
                    + " wait and none becomes durable.",
                "The disk does not answer, or another program holds the file.",
                "",
                "Nothing is acknowledged before it is durable, so requests time out.",
                "Look for a backup that holds the book, a full disk or one that hangs."));
    double free = (double) sight.store().free() / sight.store().size();
    if (free < 0.05) {
      add(
          Kind.DISK_NEARLY_FULL,
          "gateway",
          sight.at(),
          "The disk of the book is nearly full.",
          "",
          "",
          "When it is full nothing can be accepted.",
          "Make room on it; never delete files of the book.");
    }
    if (sight.differences() > 0) {
      add(
          Kind.BOOKS_DIFFER,
          "gateway",
          sight.at(),
          "The books do not add up in " + Words.count(sight.differences(), "batch") + ".",
          "A charge is lost or there twice, or somebody wrote to the book.",
          "",
          "Money may have been charged twice or not at all.",
          "Change nothing, copy the book, and call the developers.");
    }
  }

  private long waiting() {
    return sight.status().submitted() - sight.status().durable();
  }

  // --- an endpoint and its links

  private void endpoint(Status.EndpointView endpoint) {
    List<Status.LinkView> links = sight.links(endpoint.name());
    if (links.isEmpty()) {
      noAddress(endpoint);
    }
    Announcements.troubles(sight, endpoint.name()).forEach(found::add);
    List<Status.LinkView> down = links.stream().filter(link -> !Sight.carries(link)).toList();
    if (!links.isEmpty() && down.size() == links.size()) {
      allDown(endpoint, links);
    } else {
      someDown(endpoint, links, down);
      answers(endpoint);
    }
    tasks(endpoint);
  }

  /** Where all of its addresses are announced, and none has been yet. */
  private void noAddress(Status.EndpointView endpoint) {
    add(
        Kind.ALL_LINKS_DOWN,
        endpoint.name(),
        sight.at(),
        "There is no link to " + endpoint.name() + ": no address of it has been announced yet.",
        "",
        "It is looked up again and again.",
        stake(endpoint),
        "Ask whoever announces its addresses; `nightbus link list` says where that is.");
  }

  private void allDown(Status.EndpointView endpoint, List<Status.LinkView> links) {
    boolean dialled = links.stream().anyMatch(sight::isDialled);
    int attempts = links.stream().mapToInt(link -> sight.story(link).attempts()).sum();
    add(
        Kind.ALL_LINKS_DOWN,
        endpoint.name(),
        links.stream()
            .map(link -> sight.story(link).since())
            .max(Instant::compareTo)
            .orElse(sight.at()),
        dialled
            ? "None of the " + links.size() + " links to " + endpoint.name() + " carries traffic."
            : endpoint.name() + " is not connected to us.",
        causes(links),
        dialled && attempts > 0
            ? Words.count(attempts, "attempt") + " to have them again failed."
            : "",
        stake(endpoint),
        dialled
            ? Words.advice(links.stream().map(link -> sight.story(link).cause()).toList())
            : Words.advice(
                distrusted(links),
                "Ask " + endpoint.name() + " why it does not connect; we listen."));
  }

  /** Why nobody was let in who did connect. */
  private List<String> distrusted(List<Status.LinkView> links) {
    return links.stream()
        .map(link -> sight.story(link).cause())
        .filter(cause -> cause.startsWith("TLS_"))
        .toList();
  }

  /** Reasons with the links that have them, and where those are. */
  private String causes(List<Status.LinkView> links) {
    var byReason = new LinkedHashMap<String, List<String>>();
    for (Status.LinkView link : links) {
      Story story = sight.story(link);
      String reason = story.cause();
      if (!reason.isEmpty()) {
        String id = id(link);
        String at = sight.outline().address(id).text();
        byReason
            .computeIfAbsent(reason, _ -> new ArrayList<>())
            .add(
                link.site()
                    + "/"
                    + link.name()
                    + (at.isEmpty() || !sight.isDialled(link) ? "" : " at " + at));
      }
    }
    var sentences = new ArrayList<String>();
    byReason.forEach((reason, names) ->
        sentences.add(Words.reason(reason) + " (" + String.join(", ", names) + ")."));
    return String.join(" ", sentences);
  }

  private static String id(Status.LinkView link) {
    return link.endpoint() + "/" + link.site() + "/" + link.name();
  }

  private void someDown(
      Status.EndpointView endpoint, List<Status.LinkView> links, List<Status.LinkView> down) {
    var bySite = new LinkedHashMap<String, List<Status.LinkView>>();
    for (Status.LinkView link : down) {
      if (sight.isDialled(link) && !link.health().drained() && !link.health().isCandidate()) {
        bySite.computeIfAbsent(link.site(), _ -> new ArrayList<>()).add(link);
      }
    }
    bySite.forEach((site, gone) -> {
      long all = links.stream().filter(link -> link.site().equals(site)).count();
      if (gone.size() == all && all > 1) {
        siteDown(endpoint, site, gone);
      } else {
        gone.forEach(link -> linkDown(endpoint, link, links.size() - down.size()));
      }
    });
    for (Status.LinkView link : links) {
      long falls = sight.story(link).fallsSince(sight.at().minus(LinkStories.LATELY));
      if (falls > FLAPS) {
        add(
            Kind.LINK_FLAPPING,
            id(link),
            sight.at().minus(LinkStories.LATELY),
            "Link " + id(link) + " fell " + falls + " times within five minutes.",
            causes(List.of(link)),
            "",
            "Each fall leaves what was in flight of unknown outcome; reversals are owed for it.",
            "Take it out of service until its line is mended, as long as other links stand.");
      }
    }
  }

  private void siteDown(Status.EndpointView endpoint, String site, List<Status.LinkView> gone) {
    add(
        Kind.SITE_DOWN,
        endpoint.name() + "/" + site,
        gone.stream()
            .map(link -> sight.story(link).since())
            .max(Instant::compareTo)
            .orElse(sight.at()),
        "Site "
            + site
            + " of "
            + endpoint.name()
            + " is away with all of its "
            + gone.size()
            + " links.",
        causes(gone),
        Words.count(gone.stream().mapToInt(link -> sight.story(link).attempts()).sum(), "attempt")
            + " to have them again failed; the other sites carry the traffic.",
        "Nothing yet; there is no redundancy left.",
        Words.advice(gone.stream().map(link -> sight.story(link).cause()).toList()));
  }

  private void linkDown(Status.EndpointView endpoint, Status.LinkView link, int others) {
    Story story = sight.story(link);
    add(
        Kind.LINK_DOWN,
        id(link),
        story.since(),
        "Link " + id(link) + " is down.",
        causes(List.of(link)),
        Words.count(story.attempts(), "attempt")
            + " to have it again failed; "
            + Words.count(others, "other link")
            + " to "
            + endpoint.name()
            + " carry the traffic.",
        "",
        Words.advice(List.of(story.cause())));
  }

  /** Links stand; do answers come? */
  private void answers(Status.EndpointView endpoint) {
    String name = endpoint.name();
    long silent = sight.lately().of(Fact.Kind.OUTCOME_UNKNOWN, name);
    long technical = sight.lately().of(Fact.Kind.REQUEST_DURATION, name, "tech_network");
    String counts =
        Words.count(silent, "request")
            + " got no answer and "
            + technical
            + " a 96 within the last minute.";
    if (!endpoint.breaker().equals("CLOSED")) {
      add(
          Kind.HOST_NOT_ANSWERING,
          name,
          sight.at(),
          "The links to "
              + name
              + " stand, but it does not answer as it should: the breaker is "
              + endpoint.breaker().toLowerCase(Locale.ROOT).replace('_', ' ')
              + ".",
          counts,
          "One request is let through now and then; the first good answer closes the breaker.",
          stake(endpoint),
          "Ask " + name + ": connections and sign-on work, transactions do not.");
    } else if (silent >= MANY) {
      add(
          Kind.OUTCOMES_UNKNOWN,
          name,
          sight.at().minusSeconds(60),
          name + " leaves requests unanswered.",
          counts,
          "A reversal is owed for each.",
          stake(endpoint),
          "Ask " + name + " about lost answers, with link and time.");
    }
    long range =
        sight.lately().of(Fact.Kind.REQUEST_DURATION, name, "tech_issuer")
            + sight.lately().of(Fact.Kind.REQUEST_REFUSED, name, "range_open");
    if (range >= MANY) {
      add(
          Kind.RANGE_OUT,
          name,
          sight.at().minusSeconds(60),
          "An issuer behind " + name + " is out.",
          Words.count(range, "request")
              + " for its cards got 91 within the last minute; other cards are served.",
          "The range's breaker lets one request through now and then.",
          "",
          "Nothing on our side; tell " + name + " if it does not know.");
    }
    long mispaired = sight.lately().of(Fact.Kind.ANSWER_MISPAIRED, name);
    if (mispaired > 0) {
      add(
          Kind.ANSWERS_MISPAIRED,
          name,
          sight.at().minusSeconds(60),
          name + " answers with other requests' answers.",
          Words.count(mispaired, "answer")
              + " did not carry what the request carried; none was handed on.",
          "",
          "None here; its other clients may hand on wrong answers.",
          "Call " + name + " with the time.");
    }
    long stray = sight.lately().of(Fact.Kind.ANSWER_UNMATCHED, name);
    if (stray > 0) {
      strays(name, stray);
    }
    oldest(name)
        .filter(oldest -> Duration.between(oldest, sight.at()).compareTo(OLD) > 0)
        .ifPresent(oldest ->
            add(
                Kind.OBLIGATIONS_OLD,
                name,
                oldest,
                "Something has been owed to "
                    + name
                    + " for "
                    + Words.age(oldest, sight.at())
                    + " although there are links.",
                Words.count(sight.lately().of(Fact.Kind.OBLIGATION_REPEATED, name), "delivery")
                    + " repeated within the last minute.",
                "",
                stake(endpoint),
                "Ask " + name + " whether it takes advices and reversals, and answers them."));
  }

  private void strays(String endpoint, long lately) {
    add(
        Kind.STRAY_ANSWERS,
        endpoint,
        sight.at().minusSeconds(60),
        Words.count(lately, "answer") + " of " + endpoint + " belonged to no request.",
        sight.status().strays().stream()
            .filter(stray -> stray.endpoint().equals(endpoint))
            .map(stray -> "Over " + stray.link() + ": " + stray.words() + ".")
            .findFirst()
            .orElse(""),
        "They are counted and have no effect.",
        "",
        "Ask " + endpoint + " about that element, or about answers to somebody else's requests.");
  }

  private Optional<Instant> oldest(String endpoint) {
    return sight.owing().stream()
        .filter(owing -> owing.endpoint().equals(endpoint) && !owing.parked())
        .map(Owing::oldest)
        .min(Instant::compareTo);
  }

  private void tasks(Status.EndpointView endpoint) {
    if (endpoint.parked() > 0) {
      add(
          Kind.OBLIGATION_PARKED,
          endpoint.name(),
          sight.owing().stream()
              .filter(owing -> owing.endpoint().equals(endpoint.name()) && owing.parked())
              .map(Owing::oldest)
              .min(Instant::compareTo)
              .orElse(sight.at()),
          Words.count(endpoint.parked(), "advice or reversal")
              + " to "
              + endpoint.name()
              + " wait for a person.",
          "It refuses them as they are.",
          "",
          owed(endpoint.name(), true),
          "Settle each with " + endpoint.name() + "; the book's view v_obligation has the reason.");
    }
  }

  // --- money

  private void money() {
    Outline outline = sight.outline();
    if (outline.exposureLimit() > 0
        && sight.exposure().amount() > outline.exposureLimit() / 5 * 4) {
      add(
          Kind.EXPOSURE_HIGH,
          "gateway",
          sight.at(),
          "Stand-in has used most of its exposure.",
          Currencies.amount(sight.exposure().amount(), outline.currency())
              + " of "
              + Currencies.amount(outline.exposureLimit(), outline.currency())
              + " are approved and not acknowledged by the host.",
          "",
          "Beyond the limit every card of the range is refused.",
          "Call whoever owns the risk; get the host back.");
    }
    sight.status().replay().map(Status.ReplayView::holds).orElse(List.of()).stream()
        .map(Status.HoldView::hold)
        .filter(hold -> hold.cause() == Hold.Cause.FUSE)
        .forEach(this::fuse);
    replay();
    for (BatchReport report : sight.batches()) {
      batch(report);
    }
  }

  private void fuse(Hold hold) {
    String what = hold.scope().name().toLowerCase(Locale.ROOT) + " " + hold.value();
    add(
        Kind.FUSE_BLOWN,
        what,
        hold.since(),
        "Too many cards are declined in " + what + ": the fuse has blown.",
        "So many cards do not go bad at once: our messages, the network or an issuer's stand-in.",
        "Since then no card is told as declined there; releases go on.",
        "Its other charges wait, and so do their cards.",
        "Ask who declines; then nightbus batch resume, which is the named approval.");
  }

  private void replay() {
    Sum left = sight.remaining();
    Optional<Instant> deadline = sight.deadline();
    if (left.count() == 0 || deadline.isEmpty()) {
      return;
    }
    double perSecond = replayPerSecond();
    long seconds = perSecond < 0.02 ? Long.MAX_VALUE / 4_000 : (long) (left.count() / perSecond);
    long until = Duration.between(sight.at(), deadline.get()).toSeconds();
    if (seconds > until) {
      add(
          Kind.REPLAY_WILL_MISS_DEADLINE,
          sight.outline().transitTo().orElse("gateway"),
          sight.at(),
          "The replay will miss its deadline at " + Words.clock(deadline.get()) + ".",
          Words.count(left.count(), "charge")
              + " wait, "
              + Words.pace(perSecond)
              + ", "
              + (until > 0
                  ? Words.span(Duration.ofSeconds(until)) + " are left."
                  : "and the deadline has passed."),
          "",
          Currencies.amount(left.amount(), currency())
              + " of charges; passengers without an answer may be refused at the gates.",
          "Tell the transit operator now; see what slows the network's answers.");
    }
  }

  /** As it goes; while nothing can go, what the contract allows. */
  double replayPerSecond() {
    String to = sight.outline().transitTo().orElse("");
    long ended =
        sight.lately().of(Fact.Kind.CHARGE_MOVED, to, "authorised")
            + sight.lately().of(Fact.Kind.CHARGE_MOVED, to, "declined")
            + sight.lately().of(Fact.Kind.CHARGE_MOVED, to, "held");
    return canGo(sight) ? ended / 60.0 : sight.outline().replayRate();
  }

  /** Some link carries charges to where they go. */
  static boolean canGo(Sight sight) {
    String to = sight.outline().transitTo().orElse("");
    return sight.links(to).stream().anyMatch(Sight::carries);
  }

  private String currency() {
    return sight.batches().stream().findFirst().map(report -> report.batch().currency()).orElse("");
  }

  private void batch(BatchReport report) {
    Batch batch = report.batch();
    Sum held = report.charges().getOrDefault(ChargeState.HELD, Sum.NONE);
    if (batch.state() == Batch.State.HELD) {
      add(
          Kind.BATCH_HELD,
          "batch " + batch.id(),
          sight.at(),
          "File "
              + batch.id()
              + " of "
              + batch.operator()
              + " is held; none of its charges is sent.",
          batch.reason(),
          "",
          Currencies.amount(batch.amount(), batch.currency())
              + " in "
              + Words.count(batch.count(), "charge")
              + ".",
          "Ask the operator for the whole file and hand it in again under the same id.");
    } else if (held.count() > 0) {
      add(
          Kind.CHARGES_HELD,
          "batch " + batch.id(),
          sight.at(),
          Words.count(held.count(), "charge")
              + " of "
              + batch.id()
              + " are held: their outcome is unknown.",
          "They were sent and not answered, and "
              + batch.endpoint()
              + " promises nothing about messages that come twice.",
          "",
          Currencies.amount(held.amount(), batch.currency()) + ".",
          "Compare them with the settlement file of that day, and settle each by hand.");
    }
  }

  // --- what is at stake

  private String stake(Status.EndpointView endpoint) {
    var stakes = new ArrayList<String>();
    switch (endpoint.answering()) {
      case "STAND_IN" ->
          stakes.add(
              "Stand-in decides; "
                  + Currencies.amount(sight.exposure().amount(), sight.outline().currency())
                  + " of "
                  + Currencies.amount(sight.outline().exposureLimit(), sight.outline().currency())
                  + " exposure are used.");
      case "NOBODY" -> stakes.add("Requests for it get 91.");
      default -> {}
    }
    stakes.add(owed(endpoint.name(), false));
    if (sight.outline().transitTo().filter(endpoint.name()::equals).isPresent()
        && sight.remaining().count() > 0) {
      stakes.add(
          Words.count(sight.remaining().count(), "charge")
              + " of "
              + Currencies.amount(sight.remaining().amount(), currency())
              + " wait"
              + sight.deadline().map(at -> " until " + Words.clock(at)).orElse("")
              + ".");
    }
    stakes.removeIf(String::isEmpty);
    return String.join(" ", stakes);
  }

  private String owed(String endpoint, boolean parked) {
    var words = new ArrayList<String>();
    for (Owing owing : sight.owing()) {
      if (owing.endpoint().equals(endpoint) && owing.parked() == parked) {
        words.add(
            Words.count(owing.sum().count(), owing.duty().toLowerCase(Locale.ROOT))
                + " of "
                + Currencies.amount(owing.sum().amount(), owing.currency())
                + ", the oldest for "
                + Words.age(owing.oldest(), sight.at()));
      }
    }
    return words.isEmpty() ? "" : (parked ? "Parked: " : "Owed: ") + String.join("; ", words) + ".";
  }

  /** Charges a second that come to an end now, or could. */
  static double replayPerSecond(Sight sight) {
    return new Diagnosis(sight).replayPerSecond();
  }
}
