package dev.hourkey.chaos;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The most important faults, small enough for every build. */
class ChaosIT extends Chaos {
  private static final int GRANTS = 100;

  @ParameterizedTest
  @EnumSource(
      names = {
        "REPLICA_KILLED",
        "DATABASE_KILLED",
        "ANSWERS_LOST",
        "ALL_DOWN",
        "ALL_KILLED",
        "CLAIMS_LOST"
      })
  void no_revocation_is_lost_when(Trouble trouble) throws Exception {
    survives(trouble, GRANTS);
  }
}
