package io.nightbus.ops.books;

import java.util.List;

/** Compares every side's word on every transaction of a run that has come to rest. */
public final class Books {
  private Books() {}

  public static Balance audit(Evidence evidence) {
    Index index = new Index(evidence.store());
    Flaws flaws = new Flaws();
    new ChargeCheck(evidence, index, flaws).run();
    new LiveCheck(evidence, index, flaws).run();
    new DutyCheck(evidence, flaws).run();
    new OrderCheck(evidence, index, flaws).run();
    new ExtraCheck(evidence, flaws).run();
    new LimitCheck(evidence, flaws).run();
    new IdentityCheck(evidence, flaws).run();
    new StoreCheck(evidence.store(), index, flaws).run();
    List<Section> sections = new Statement(evidence, index).sections();
    for (Section section : sections) {
      for (Section.Row row : section.rows()) {
        if (row.mustAgree() && !row.agrees()) {
          flaws.add(Flaw.Kind.TOTALS, section.title() + ": " + row.outcome().strip());
        }
      }
    }
    long requests = evidence.journals().stream().mapToLong(journal -> journal.lines().size()).sum();
    return new Balance(sections, flaws.found(), evidence.orders().size(), requests);
  }
}
