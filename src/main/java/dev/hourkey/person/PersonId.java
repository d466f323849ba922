package dev.hourkey.person;

import java.util.Locale;

/**
 * Who somebody is: the object id of their Entra account, which is never reused or renamed. Entra
 * shows it in lower case, and people and tools may write it otherwise.
 */
public record PersonId(String value) {
  public PersonId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a person's Entra object id is empty");
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return value;
  }
}
