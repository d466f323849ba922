package dev.hourkey.person;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** Finds the known people that a search text may mean. */
@ApplicationScoped
public class PersonSearch {
  /** If more people match, the text is too vague. */
  public static final int MAX_FOUND = 100;

  private final EntityManager database;

  PersonSearch(EntityManager database) {
    this.database = database;
  }

  /**
   * Those with this object id or principal name, or with these words in their name; if more than
   * {@link #MAX_FOUND} match, one more than that.
   */
  @Transactional
  public List<PersonId> matching(String words) {
    return database
        .createQuery(
            """
            from PersonRow where lower(?1) in (id, lower(principalName))
              or locate(lower(?1), lower(name)) > 0
            """,
            PersonRow.class)
        .setParameter(1, words)
        .setMaxResults(MAX_FOUND + 1)
        .getResultStream()
        .map(PersonRow::id)
        .toList();
  }

  /**
   * People this word can mean: by principal name (whole or up to the @), chat id, or a word of
   * their name.
   */
  @Transactional
  public List<PersonId> matchingWord(String word) {
    return database
        .createQuery(
            """
            from PersonRow where lower(?1) in (lower(principalName), lower(chatId))
              or locate(lower(?1) || '@', lower(principalName)) = 1
              or locate(' ' || lower(?1) || ' ', ' ' || lower(name) || ' ') > 0
            """,
            PersonRow.class)
        .setParameter(1, word)
        .getResultStream()
        .map(PersonRow::id)
        .toList();
  }
}
