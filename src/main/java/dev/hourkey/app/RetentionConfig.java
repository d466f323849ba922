package dev.hourkey.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long rows about people are kept that nothing needs any more, in whole days. */
@ConfigMapping(prefix = "hourkey.retention")
public interface RetentionConfig {
  /** What people sent in, with what they typed and the answer, since it was received. */
  @WithDefault("30d")
  Duration submissions();

  /** Which messages were sent to whom, since the last change of each. */
  @WithDefault("90d")
  Duration notifications();

  /** Requests that led to no grant, with their reviews, since they were decided. */
  @WithDefault("400d")
  Duration requests();

  /** Findings of drift that are over, since then; and the alarms that operators got. */
  @WithDefault("400d")
  Duration findings();
}
