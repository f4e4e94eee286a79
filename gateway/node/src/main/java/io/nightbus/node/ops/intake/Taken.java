package io.nightbus.node.ops.intake;

import io.nightbus.core.transit.Batch;
import java.util.List;
import java.util.Optional;

/**
 * What became of a file.
 *
 * @param batch as the gateway has it now, empty where nothing was opened
 * @param charges charge records that were read
 * @param accepted new ones, durable
 * @param known ones that the gateway had already, with the same content
 * @param refused how many records were not taken
 * @param refusals the first 1,000 of them
 * @param trouble why the file as a whole is not in order, empty where it is
 */
public record Taken(
    Kind kind,
    Optional<Batch> batch,
    long charges,
    long accepted,
    long known,
    long refused,
    List<Refusal> refusals,
    String trouble) {

  /** What to tell the sender. */
  public enum Kind {
    /** Read to the end; the batch's state says whether its charges are queued or held. */
    READ,
    /** The same file was taken before: nothing was changed. */
    REPEATED,
    /** A file of this id was taken before, with other content: nothing was changed. */
    CONFLICT,
    /** Read to the end to see what would become of it: nothing was taken. */
    CHECKED,
    /** It does not begin with a header: nothing was opened. */
    NOT_A_BATCH,
    /** The gateway does not take it now. */
    REFUSED
  }
}
