package dev.hourkey.checkpoint;

import java.util.Locale;

/** The kinds of places outside the database, in the order in which they get a checkpoint. */
public enum CheckpointPlaceType {
  WITNESS("the witness"),
  TIMESTAMP("the time stamp authority"),
  DIRECTORY("the directory"),
  S3("the S3 bucket");

  private final String words;

  CheckpointPlaceType(String words) {
    this.words = words;
  }

  /** Its display name. */
  public String words() {
    return words;
  }

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
