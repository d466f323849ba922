package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.serializer.Serializer;

/**
 * Tasks carry no data. Data that somebody puts into the table is ignored and never deserialized.
 */
final class NoTaskData implements Serializer {
  @Override
  @SuppressWarnings("NullAway") // db-scheduler writes null for a task without data
  public byte[] serialize(Object data) {
    if (data != null) {
      throw new IllegalArgumentException("tasks carry no data");
    }
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  public <T> T deserialize(Class<T> type, byte[] bytes) {
    return null;
  }
}
