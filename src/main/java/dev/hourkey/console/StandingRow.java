package dev.hourkey.console;

import dev.hourkey.drift.StandingAccess.Member;

/**
 * @param known whether the person has used Hourkey, and has a page
 * @param found how it was found
 */
record StandingRow(Member member, String name, boolean known, String found) {
  static StandingRow of(Member member, Names names) {
    return new StandingRow(
        member,
        names.of(member.person()),
        names.known().containsKey(member.person()),
        switch (member.origin()) {
          case BASELINE -> "There when the group was first compared";
          case APPEARED -> "Appeared later; Hourkey did not add it";
          case ADOPTED -> "Adopted by an operator after a restore";
        });
  }
}
