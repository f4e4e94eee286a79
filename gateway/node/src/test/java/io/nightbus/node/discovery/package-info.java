@NullMarked
package io.nightbus.node.discovery;

import org.jspecify.annotations.NullMarked;
