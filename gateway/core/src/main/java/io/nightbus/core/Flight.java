package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.saf.Entry;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.NetworkCode;

/** What is out at an endpoint. */
sealed interface Flight {

  Link link();

  /** A live request of an originator. */
  record Request(Live live, Link link, Permit permit, Stamp stamp) implements Flight {}

  /** An obligation or a charge of the backlog. */
  record Delivery(Entry entry, Link link, Permit permit, Stamp stamp) implements Flight {}

  /** Our own sign-on, echo or sign-off. */
  record Management(Link link, NetworkCode code) implements Flight {}
}
