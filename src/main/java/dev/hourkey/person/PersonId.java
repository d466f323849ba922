package dev.hourkey.person;

/** Who somebody is: the object id of their Entra account, which is never reused or renamed. */
public record PersonId(String value) {
  public PersonId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a person's Entra object id is empty");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
