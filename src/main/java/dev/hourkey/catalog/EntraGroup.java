package dev.hourkey.catalog;

/** A group in Entra: the object id identifies it, the name is only displayed. */
public record EntraGroup(String id, String name) {
  public EntraGroup {
    if (id.isBlank()) {
      throw new IllegalArgumentException("group '" + name + "' has no object id");
    }
  }
}
