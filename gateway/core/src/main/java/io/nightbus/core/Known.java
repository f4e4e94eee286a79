package io.nightbus.core;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.iso.Message;
import java.util.Optional;

/**
 * What the book knows of an identity that came again.
 *
 * @param intent what was asked the first time
 * @param verdict how it ended, where it has ended
 * @param answer what was answered, with the originator's own DE 7 and 11
 */
public record Known(Intent intent, Optional<Verdict> verdict, Optional<Message> answer) {}
