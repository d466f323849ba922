package dev.hourkey.chaos;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All faults, each in a long storm; or those that {@code chaos.faults} names. */
@Tag("chaos")
class ChaosTest extends Chaos {
  private static final int GRANTS = Integer.getInteger("chaos.grants", 1000);
  private static final String FAULTS = System.getProperty("chaos.faults", "");

  @ParameterizedTest
  @MethodSource("faults")
  void no_revocation_is_lost_when(Fault fault) throws Exception {
    survives(fault, GRANTS);
  }

  static Stream<Fault> faults() {
    return FAULTS.isEmpty()
        ? Stream.of(Fault.values())
        : Stream.of(FAULTS.split(",")).map(Fault::valueOf);
  }
}
