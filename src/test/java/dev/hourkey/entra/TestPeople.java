package dev.hourkey.entra;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;

/** Who and what is in the sandbox's Entra. */
final class TestPeople {
  static final PersonId ANA = new PersonId("11111111-0000-4000-8000-000000000001");
  static final PersonId OPS = new PersonId("11111111-0000-4000-8000-000000000003");
  static final PersonId DANA = new PersonId("11111111-0000-4000-8000-000000000004");
  static final PersonId ELI = new PersonId("11111111-0000-4000-8000-000000000005");
  static final PersonId FRANK = new PersonId("11111111-0000-4000-8000-000000000006");
  static final PersonId NOBODY = new PersonId("99999999-0000-4000-8000-000000000009");

  static final String ENGINEERING = "22222222-0000-4000-8000-000000000001";
  static final EntraGroup PROD_READONLY =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  static final EntraGroup NO_GROUP =
      new EntraGroup("99999999-0000-4000-8000-000000000001", "aws-gone");

  private TestPeople() {}
}
