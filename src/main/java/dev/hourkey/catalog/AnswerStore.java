package dev.hourkey.catalog;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Stores the answers of the directories. */
interface AnswerStore {
  /** All answers, including those that other replicas have stored. */
  DirectorySnapshot load();

  void put(Map<DirectoryQuery, StoredAnswer> answers);

  /** A store in memory, which no other replica shares. */
  static AnswerStore inMemory(Clock clock) {
    Map<DirectoryQuery, StoredAnswer> answers = new HashMap<>();
    return new AnswerStore() {
      @Override
      public DirectorySnapshot load() {
        return new DirectorySnapshot(Map.copyOf(answers), clock.instant());
      }

      @Override
      public void put(Map<DirectoryQuery, StoredAnswer> some) {
        answers.putAll(some);
      }
    };
  }
}
