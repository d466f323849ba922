package dev.hourkey.chaos;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All that can go wrong, in a storm that lasts. */
@Tag("chaos")
class ChaosTest extends Chaos {
  private static final int GRANTS = Integer.getInteger("chaos.grants", 1000);

  @ParameterizedTest
  @EnumSource
  void no_revocation_is_lost_when(Trouble trouble) throws Exception {
    survives(trouble, GRANTS);
  }
}
