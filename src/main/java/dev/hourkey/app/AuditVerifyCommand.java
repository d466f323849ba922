package dev.hourkey.app;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.Verification;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** Verifies the audit trail in a separate process that needs only the database. */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditVerifyCommand implements QuarkusApplication {
  private static final int WHOLE = 0;
  private static final int BROKEN = 1;
  private static final int NOT_READ = 69; // EX_UNAVAILABLE of sysexits.h

  private static volatile List<ChainHead> known = List.of();
  private static volatile boolean answered;

  private final AuditTrail trail;

  @Inject
  AuditVerifyCommand(AuditTrail trail) {
    this.trail = trail;
  }

  /** Starts only what verification needs; returns the exit code. */
  static int start(List<ChainHead> heads) {
    known = heads;
    int code = StandaloneRunner.runOnDatabase(AuditVerifyCommand.class);
    return answered || code != BROKEN ? code : NOT_READ; // Quarkus' own failures exit with 1.
  }

  @Override
  public int run(String... args) {
    Verification found = trail.verify(known);
    answered = true;
    return switch (found) {
      case Verification.Whole(ChainHead head) -> {
        System.out.printf("The audit trail is whole: %d entries. Head %s%n", head.seq(), head);
        yield WHOLE;
      }
      case Verification.Broken(long seq, String why) -> {
        System.out.printf("The audit trail was changed: entry %d, %s.%n", seq, why);
        yield BROKEN;
      }
    };
  }
}
