package dev.hourkey.catalog;

/** A group in Entra: the object id is what counts, the name is for people. */
public record EntraGroup(String id, String name) {
  public EntraGroup {
    if (id.isBlank()) {
      throw new IllegalArgumentException("group '" + name + "' has no object id");
    }
  }
}
