package dev.hourkey.starter;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.starter.IdentityCenterGroups.ListedGroup;
import dev.hourkey.starter.Inventory.LeftOut;
import dev.hourkey.starter.Inventory.Manageable;
import dev.hourkey.text.Counted;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the data for a first policy file from Entra and Identity Center. */
@Dependent
public class InventoryReader {
  private static final int BETWEEN_REPORTS = 25;

  /** After this many failures in a row, AWS is no longer asked. */
  private static final int MAX_FAILURES = 3;

  private final GroupDirectory entra;
  private final IdentityCenterGroups aws;

  InventoryReader(GroupDirectory entra, IdentityCenterGroups aws) {
    this.entra = entra;
    this.aws = aws;
  }

  /**
   * Reads everything. A group about which AWS does not answer becomes a gap.
   *
   * @param progress receives a sentence from time to time
   * @throws DirectoryFailure when Entra or AWS does not list its groups
   */
  public Inventory read(Consumer<String> progress) {
    List<FoundGroup> inEntra = entra.all();
    progress.accept("Entra has " + Counted.of(inEntra.size(), "group") + ".");
    List<ListedGroup> inAws =
        aws.groups().stream()
            .sorted(Comparator.comparing(ListedGroup::name).thenComparing(ListedGroup::id))
            .toList();
    progress.accept(
        "Identity Center has " + Counted.of(inAws.size(), "group") + ". Reading what they open.");
    Reading reading = new Reading(new GroupMatch(inEntra));
    for (int i = 0; i < inAws.size(); i++) {
      reading.add(inAws.get(i));
      if ((i + 1) % BETWEEN_REPORTS == 0) {
        progress.accept((i + 1) + " of " + inAws.size() + " groups read.");
      }
    }
    reading.policies();
    return reading.inventory();
  }

  /** One pass over the groups of Identity Center. */
  private final class Reading {
    private final GroupMatch entraGroups;
    private final List<Manageable> manageable = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Map<String, EntraGroup> matched = new HashMap<>();
    private final Map<String, List<String>> policies = new HashMap<>();
    private final List<String> gaps = new ArrayList<>();
    private int empty;
    private int inARow;
    private boolean partial;

    Reading(GroupMatch entraGroups) {
      this.entraGroups = entraGroups;
    }

    void add(ListedGroup group) {
      GroupMatch.Match match = entraGroups.match(group);
      if (match instanceof GroupMatch.Match.To(FoundGroup found)) {
        matched.put(group.id(), found.group());
      }
      opens(group)
          .ifPresent(
              access -> {
                partial |= !access.complete();
                if (access.targets().isEmpty()) {
                  empty++;
                } else {
                  sort(group, match, access);
                }
              });
    }

    private void sort(ListedGroup group, GroupMatch.Match match, AwsAccess access) {
      switch (match) {
        case GroupMatch.Match.None(String why) -> leftOut.add(new LeftOut(group.name(), why));
        case GroupMatch.Match.To(FoundGroup found) when found.unusable().isPresent() ->
            leftOut.add(new LeftOut(found.group().name(), found.unusable().get()));
        case GroupMatch.Match.To(FoundGroup found) when access.open().isEmpty() ->
            leftOut.add(
                new LeftOut(found.group().name(), "opens only accounts that are not active"));
        case GroupMatch.Match.To(FoundGroup found) ->
            manageable.add(new Manageable(found.group(), group.id(), access));
      }
    }

    private Optional<AwsAccess> opens(ListedGroup group) {
      if (inARow >= MAX_FAILURES) {
        leftOut.add(
            new LeftOut(group.name(), "was not read, because AWS had stopped answering before"));
        return Optional.empty();
      }
      try {
        AwsAccess access = aws.opens(group);
        inARow = 0;
        return Optional.of(access);
      } catch (DirectoryFailure failure) {
        inARow = failure.ofCredentials() ? MAX_FAILURES : failure.lasting() ? 0 : inARow + 1;
        gaps.add(failure.sentence());
        leftOut.add(new LeftOut(group.name(), "could not be read: " + failure.sentence()));
        return Optional.empty();
      }
    }

    /**
     * Reads the policies of permission sets. They only show what looks administrative, so a missing
     * permission to read them is no gap.
     */
    void policies() {
      List<String> names =
          manageable.stream()
              .flatMap(one -> one.opens().open().stream())
              .map(AccountAssignment::permissionSet)
              .distinct()
              .toList();
      for (String name : names) {
        try {
          Optional<Set<String>> found = aws.managedPolicies(name);
          if (found.isEmpty()) {
            return;
          }
          policies.put(name, found.get().stream().sorted().toList());
        } catch (DirectoryFailure failure) {
          gaps.add(failure.sentence());
          return;
        }
      }
    }

    Inventory inventory() {
      if (inARow >= MAX_FAILURES) {
        gaps.add("AWS stopped answering, so the rest of the groups was not read");
      }
      if (partial) {
        gaps.add(
            "Hourkey's AWS role cannot see every account, so groups may open more than is written"
                + " here; see docs/install.md#aws");
      }
      return new Inventory(
          manageable, leftOut, empty, matched, policies, gaps.stream().distinct().toList());
    }
  }
}
