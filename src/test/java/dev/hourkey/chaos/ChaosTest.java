package dev.hourkey.chaos;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All faults, each in a long storm; or those that {@code chaos.troubles} names. */
@Tag("chaos")
class ChaosTest extends Chaos {
  private static final int GRANTS = Integer.getInteger("chaos.grants", 1000);
  private static final String TROUBLES = System.getProperty("chaos.troubles", "");

  @ParameterizedTest
  @MethodSource("troubles")
  void no_revocation_is_lost_when(Trouble trouble) throws Exception {
    survives(trouble, GRANTS);
  }

  static Stream<Trouble> troubles() {
    return TROUBLES.isEmpty()
        ? Stream.of(Trouble.values())
        : Stream.of(TROUBLES.split(",")).map(Trouble::valueOf);
  }
}
