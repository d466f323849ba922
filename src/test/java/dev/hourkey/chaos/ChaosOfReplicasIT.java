package dev.hourkey.chaos;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The most important faults of replicas, small enough for every build. */
class ChaosOfReplicasIT extends Chaos {
  private static final int GRANTS = 100;

  @ParameterizedTest
  @EnumSource(names = {"REPLICA_KILLED", "ALL_DOWN", "ALL_KILLED"})
  void no_revocation_is_lost_when(Fault fault) throws Exception {
    survives(fault, GRANTS);
  }
}
