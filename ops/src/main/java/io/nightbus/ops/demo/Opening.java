package io.nightbus.ops.demo;

import io.nightbus.ops.stage.Shipped;
import java.nio.file.Path;

/**
 * What a demo is played with.
 *
 * @param directory empty, its own
 * @param configuration the gateway.yaml that is shipped
 */
record Opening(Path directory, Shipped shipped, Path configuration) {}
