package dev.hourkey.chaos;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The most important faults of what replicas rely on, small enough for every build. */
class ChaosOfDataIT extends Chaos {
  private static final int GRANTS = 100;

  @ParameterizedTest
  @EnumSource(names = {"DATABASE_KILLED", "ANSWERS_LOST", "CLAIMS_LOST"})
  void no_revocation_is_lost_when(Fault fault) throws Exception {
    survives(fault, GRANTS);
  }
}
