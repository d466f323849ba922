package dev.hourkey.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns the people of an earlier tool into principals. Those that cannot become principals become
 * notes.
 */
final class Principals {
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@\"'${}]+@[^\\s@\"'${}]+");

  private final Inventory inventory;
  private final List<String> notes;
  private List<String> found = new ArrayList<>();

  Principals(Inventory inventory, List<String> notes) {
    this.inventory = inventory;
    this.notes = notes;
  }

  void person(String address) {
    if (ADDRESS.matcher(address).matches()) {
      found.add("person:" + address);
    } else {
      notes.add("'" + address + "' is not a mail address");
    }
  }

  /** A group of Identity Center. */
  void group(String awsId, String name) {
    inventory
        .principal(awsId)
        .ifPresentOrElse(
            principal -> {
              if (inventory.isOfAnEntitlement(principal)) {
                notes.add(
                    "it names the group '%s', which is the group of an entitlement here"
                        .formatted(name));
              } else {
                found.add(principal);
              }
            },
            () -> notes.add("it names the group '" + name + "', which Entra does not have"));
  }

  /** The principals that were added since the last call. */
  List<String> taken() {
    List<String> taken = found.stream().distinct().toList();
    found = new ArrayList<>();
    return taken;
  }
}
