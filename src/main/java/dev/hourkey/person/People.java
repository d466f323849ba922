package dev.hourkey.person;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directory of people. Every method may throw {@link DirectoryFailure}. */
public interface People {
  /** All accounts with this mail address or principal name: usually one, and more is a refusal. */
  List<Account> withMail(String mail);

  /** The account, or nothing when the directory says there is none. */
  Optional<Account> account(PersonId id);

  /** Which of these groups the person is in now, directly or through another group. */
  Set<String> groupsAmong(PersonId id, Set<String> groupIds);

  /** The person's manager, where the directory names one. */
  Optional<PersonId> managerOf(PersonId id);
}
