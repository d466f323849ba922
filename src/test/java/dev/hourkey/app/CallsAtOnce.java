package dev.hourkey.app;

import dev.hourkey.retry.CallPacing.Vendor;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import javax.sql.DataSource;

/** The budget without its pauses, which would make up a third of the time of the journeys. */
@Alternative
@Priority(1)
@Singleton
class CallsAtOnce extends CallBudget {
  CallsAtOnce(DataSource database) {
    super(database);
  }

  @Override
  Duration reserve(Vendor vendor) {
    return Duration.ZERO;
  }
}
