package dev.hourkey.starter;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.starter.Inventory.Manageable;
import dev.hourkey.text.PlainText;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Suggests a unique id and name for each entitlement. */
final class EntitlementNames {
  private static final int LONGEST_ID = 50;
  private static final int LONGEST_NAME = 100;

  private final Set<String> ids = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  /** From the group's name in letters that an id may have, else from the object id. */
  String id(Manageable one) {
    String word = word(one.group().name());
    String id =
        word.isEmpty()
            ? "group-" + word(one.group().id())
            : PolicyFile.commands().contains(word) ? "aws-" + word : word;
    return unique(id, ids, "-%d");
  }

  /** What it opens if that is a single assignment, or else the group's name. */
  String name(Manageable one) {
    List<AccountAssignment> open = one.opens().open();
    String name =
        open.size() == 1
            ? open.getFirst().accountName() + ": " + open.getFirst().permissionSet()
            : one.group().name();
    String line = PlainText.cut(YamlText.line(name), LONGEST_NAME);
    return unique(line.isEmpty() ? one.group().id() : line, names, " (%d)");
  }

  private static String unique(String wanted, Set<String> taken, String numbered) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + numbered.formatted(i);
    }
    return name;
  }

  private static String word(String text) {
    String latin =
        Normalizer.normalize(text.replace("ß", "ss"), Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return strip(latin.substring(0, Math.min(latin.length(), LONGEST_ID)));
  }

  private static String strip(String word) {
    return word.replaceAll("^-+|-+$", "");
  }
}
