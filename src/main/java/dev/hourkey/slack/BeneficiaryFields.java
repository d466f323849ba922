package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.model.view.ViewState;
import dev.hourkey.request.Beneficiary;
import java.util.List;
import java.util.Optional;

/** The two fields of the form that name the person the access is for. */
final class BeneficiaryFields {
  static final String USER = "for_user";
  static final String ADDRESS = "for_address";

  /** Entra's limit for a user principal name is lower. */
  private static final int MAX_ADDRESS_LENGTH = 300;

  private BeneficiaryFields() {}

  static List<Block> blocks() {
    return List.of(
        new Block.Input(
            USER,
            "For somebody else?",
            Optional.of("Leave this empty to request it for yourself."),
            new Block.Field.OptionalUser()),
        new Block.Input(
            ADDRESS,
            "Or for somebody who is not in Slack?",
            Optional.of("Their e-mail address or user principal name in Entra."),
            new Block.Field.OptionalText(MAX_ADDRESS_LENGTH)));
  }

  /** The person a form names; empty if nobody. */
  static Optional<Beneficiary> of(ViewSubmissionPayload form) {
    return user(form)
        .<Beneficiary>map(Beneficiary.InChat::new)
        .or(() -> address(form).map(Beneficiary.ByAddress::new));
  }

  /** Whether a form has both fields filled. */
  static boolean both(ViewSubmissionPayload form) {
    return user(form).isPresent() && address(form).isPresent();
  }

  private static Optional<String> user(ViewSubmissionPayload form) {
    return FormAnswers.value(form, USER, USER).map(ViewState.Value::getSelectedUser);
  }

  private static Optional<String> address(ViewSubmissionPayload form) {
    return Optional.of(FormAnswers.text(form, ADDRESS)).filter(text -> !text.isEmpty());
  }
}
