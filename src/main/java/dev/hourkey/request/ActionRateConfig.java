package dev.hourkey.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many actions one person may take. */
@ConfigMapping(prefix = "hourkey.slack")
public interface ActionRateConfig {
  /**
   * How many commands, forms and clicks one person may send in a minute, from Slack or the console.
   * Each needs calls to Slack and Graph, whose quotas everybody shares.
   */
  @WithDefault("40")
  int actionsPerMinute();
}
