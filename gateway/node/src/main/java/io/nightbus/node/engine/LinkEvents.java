package io.nightbus.node.engine;

import io.nightbus.core.Effect;
import io.nightbus.core.Event;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.node.wire.Arrivals;

/** What happens on the links, in the core's words. */
record LinkEvents(Turns turns, Held held) implements Arrivals {
  @Override
  public void connected(LinkId link) {
    turns.tell(new Event.LinkConnected(link));
  }

  @Override
  public void opened(LinkId link) {
    turns.tell(new Event.LinkOpened(link));
  }

  @Override
  public void received(LinkId link, Message message) {
    turns.tell(new Event.Received(link, message));
  }

  @Override
  public void unreadable(LinkId link, Decoded.Malformed flaw) {
    turns.tell(new Event.Unreadable(link, flaw));
  }

  @Override
  public void unsent(LinkId link, long token, Unsent why) {
    turns.tell(new Event.Unsent(link, token, word(why)));
  }

  @Override
  public void written(LinkId link) {
    turns.tell(new Event.Written(link));
  }

  @Override
  public void stalls(LinkId link) {
    turns.tell(new Event.LinkStalls(link));
  }

  @Override
  public void lost(LinkId link, LossReason why) {
    for (Effect.Send waiting : held.dropSends(link)) {
      if (waiting.token() != 0) {
        turns.tell(new Event.Unsent(link, waiting.token(), Event.Unsent.Why.LINK_GONE));
      }
    }
    turns.tell(new Event.LinkLost(link, why));
  }

  private static Event.Unsent.Why word(Unsent why) {
    return switch (why) {
      case GONE -> Event.Unsent.Why.LINK_GONE;
      // What does not fit this dialect fits no other link of the endpoint: to be told that the link
      // is gone, the core would try the next one, and so for ever.
      case LATE, UNWRITABLE -> Event.Unsent.Why.TOO_LATE;
    };
  }
}
