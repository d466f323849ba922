package dev.hourkey.app;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/**
 * Settings that were checked, read in the same way as the running application reads its own.
 *
 * @param settings those that have a value
 */
record MappedSettings(Map<String, String> settings) {
  <T> T as(Class<T> type) {
    try {
      return new SmallRyeConfigBuilder()
          .addDiscoveredConverters()
          .withMapping(type)
          .withValidateUnknown(false)
          .withSources(new PropertiesConfigSource(settings, "doctor", 100))
          .build()
          .getConfigMapping(type);
    } catch (ConfigValidationException e) {
      throw new IllegalStateException("settings are incomplete although they were checked", e);
    }
  }
}
