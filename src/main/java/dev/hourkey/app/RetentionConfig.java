package dev.hourkey.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long rows about people are kept once they are no longer needed, in whole days. */
@ConfigMapping(prefix = "hourkey.retention")
public interface RetentionConfig {
  /**
   * Submitted forms and clicks, with the text that was typed and the answer, for this long after
   * they were received.
   */
  @WithDefault("30d")
  Duration submissions();

  /** Where each message is in Slack, for this long after the message last changed. */
  @WithDefault("90d")
  Duration notifications();

  /**
   * Requests that led to no grant, with their reviews, for this long after they were decided; and
   * what people wrote about requests in Slack, for this long after they wrote it.
   */
  @WithDefault("400d")
  Duration requests();

  /**
   * Drift findings, for this long after they were resolved; and operators' alarms, for this long
   * after their last change.
   */
  @WithDefault("400d")
  Duration findings();
}
