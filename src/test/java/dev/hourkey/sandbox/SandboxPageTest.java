package dev.hourkey.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hourkey.support.Patience.PATIENCE;
import static dev.hourkey.support.Patience.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.hourkey.sandbox.slack.TinyApp;
import dev.hourkey.support.Accessibility;
import dev.hourkey.support.Chromium;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxPageTest {
  private Chromium browser;
  private Sandbox sandbox;
  private TinyApp app;
  private Page page;

  @BeforeAll
  void startBrowser() {
    browser = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    sandbox = new Sandbox(0);
    app = new TinyApp(sandbox.uri());
    sandbox.slack().deliverTo(app.url());
    sandbox.slack().patience(PATIENCE);
    page = browser.open(1440, 900);
    page.navigate(sandbox.uri().toString());
    assertThat(page.getByTestId("channel-general")).isVisible();
  }

  @AfterEach
  void close() {
    page.close();
    app.close();
    sandbox.close();
    SandboxClock.reset();
  }

  @Test
  void ana_asks_and_bruno_approves() {
    app.onInteraction = this::process;
    openForm();
    picture("form");

    page.getByTestId("modal-submit").click();
    assertThat(page.getByText("Please complete this required field.")).hasCount(2);
    picture("form-errors");
    page.getByTestId("input-what").selectOption("prod-admin");
    page.getByTestId("input-why").fill("INC-42: disk full on db-3, <b>@here</b>");
    page.getByTestId("modal-submit").click();
    assertThat(page.getByTestId("modal")).isHidden();

    page.getByTestId("person-bruno").click();
    page.getByTestId("channel-aws-approvals").click();
    Locator card = page.getByTestId("message").last();
    assertThat(card).containsText("INC-42: disk full on db-3, <b>@here</b>");
    picture("card");
    card.getByTestId("action-approve").click();
    assertThat(page.getByTestId("confirm")).isVisible();
    picture("confirm");
    page.getByTestId("confirm-yes").click();
    assertThat(card).containsText("Approved by @Bruno Costa");

    page.getByTestId("person-ana").click();
    assertThat(page.getByTestId("channel-dm")).containsText("1");
    page.getByTestId("channel-dm").click();
    assertThat(page.getByTestId("message").last()).containsText("You have access");
    picture("direct-message");
  }

  private String process(JsonNode payload) {
    if (payload.path("type").asText().equals("view_submission")) {
      String why = payload.at("/view/state/values/why/why/value").asText();
      return call(
          "chat.postMessage",
          "{'channel':'aws-approvals','text':'A request','blocks':%s}",
          CARD.formatted(why));
    }
    call(
        "chat.update",
        "{'channel':'%s','ts':'%s','text':'Approved','blocks':%s}",
        payload.at("/channel/id").asText(),
        payload.at("/message/ts").asText(),
        DECIDED);
    return call("chat.postMessage", "{'channel':'U0ANA','text':'You have access :key:'}");
  }

  @Test
  void no_text_from_people_becomes_markup() {
    String words = "<img src=x onerror=alert(1)> &lt;!channel&gt; *bold* `code`";
    sandbox.slack().person("U0BRUNO").say("general", words);

    Locator message = page.getByTestId("message").last();
    assertThat(message).containsText("<!channel>");
    assertThat(message.locator("img")).hasCount(0);
    assertThat(message.locator("strong", new Locator.LocatorOptions().setHasText("bold")))
        .hasCount(1);
  }

  @Test
  void every_block_is_drawn() {
    call("chat.postMessage", "{'channel':'general','text':'All','blocks':%s}", GALLERY);
    call(
        "chat.postEphemeral",
        "{'channel':'general','user':'U0ANA','text':'You may not approve your own request.'}");

    Locator ephemeral = page.getByTestId("message").last();
    assertThat(ephemeral).containsText("Only visible to you");
    assertThat(page.getByTestId("messages")).not().containsText("(a block of type");
    picture("blocks");
  }

  @Test
  void choosing_tells_the_app_at_once_and_typing_asks_it_for_options() {
    List<String> chosen = new CopyOnWriteArrayList<>();
    app.onInteraction =
        payload -> {
          if (payload.path("type").asText().equals("block_suggestion")) {
            return SUGGESTIONS;
          }
          chosen.add(payload.at("/actions/0/selected_option/value").asText());
          return "";
        };
    call("chat.postMessage", "{'channel':'general','text':'x','blocks':%s}", CHOICES);

    page.getByTestId("action-more").click();
    page.getByTestId("option-details").click();
    reaches(chosen, "details");
    page.getByTestId("input-long").selectOption("1 hour");
    page.getByTestId("input-account").fill("pro");
    reaches(chosen, "details", "1h");
    page.getByText("prod-payments").click();
    assertThat(page.getByTestId("input-account")).hasValue("prod-payments");
    reaches(chosen, "details", "1h", "111122223333");
  }

  private static void reaches(List<String> chosen, String... expected) {
    await().untilAsserted(() -> Assertions.assertThat(chosen).containsExactly(expected));
  }

  @Test
  void open_menus_and_input_survive_an_update_of_the_message() {
    app.onInteraction = _ -> SUGGESTIONS;
    JsonNode card =
        answer("chat.postMessage", "{'channel':'general','text':'x','blocks':%s}", CHOICES);
    page.getByTestId("action-more").click();
    page.getByTestId("input-account").evaluate("field => field.onblur = () => field.lost = true");
    change(card, "before the menu");
    assertThat(page.getByTestId("option-details")).isVisible();
    page.getByTestId("option-details").click();

    Locator account = page.getByTestId("input-account");
    account.fill("pro");
    assertThat(page.getByText("prod-payments")).isVisible();
    change(card, "before the list");
    assertThat(account).isFocused();
    assertThat(account).hasValue("pro");
    Assertions.assertThat(account.evaluate("field => field.lost")).isNull();
    page.getByText("prod-payments").click();
    assertThat(account).hasValue("prod-payments");
  }

  private void change(JsonNode message, String words) {
    call(
        "chat.update",
        "{'channel':'%s','ts':'%s','text':'y','blocks':[%s,%s}",
        message.path("channel").asText(),
        message.path("ts").asText(),
        WORDS.formatted(words),
        CHOICES.strip().substring(1));
    assertThat(page.getByText(words)).isVisible();
  }

  @Test
  void the_home_tab_shows_what_the_app_publishes() {
    app.onEvent =
        event ->
            call(
                "views.publish",
                "{'user_id':'%s','view':{'type':'home','blocks':%s}}",
                event.at("/event/user").asText(),
                GALLERY);
    page.getByTestId("app-home").click();
    assertThat(page.getByTestId("messages")).containsText("Production, administrator");
    picture("home");
    Accessibility.check(page, "home");
  }

  @Test
  void the_page_can_be_read_on_a_narrow_screen() {
    call("chat.postMessage", "{'channel':'general','text':'All','blocks':%s}", GALLERY);
    page.setViewportSize(1280, 800);
    picture("smaller");
    page.setViewportSize(900, 800);
    assertThat(page.getByTestId("composer")).isVisible();
    picture("narrow");
  }

  @Test
  void everybody_can_use_channels_forms_and_questions() {
    app.onInteraction = this::process;
    call("chat.postMessage", "{'channel':'general','text':'All','blocks':%s}", GALLERY);
    call("chat.postEphemeral", "{'channel':'general','user':'U0ANA','text':'Only for Ana'}");
    assertThat(page.getByTestId("messages")).containsText("Only for Ana");
    Accessibility.checkAll(page, "channel");

    call("chat.postMessage", "{'channel':'general','text':'x','blocks':%s}", CARD.formatted("x"));
    page.getByTestId("action-approve").click();
    assertThat(page.getByTestId("confirm")).isVisible();
    Accessibility.check(page, "question");
    page.keyboard().press("Escape");

    openForm();
    page.getByTestId("modal-submit").click();
    assertThat(page.getByText("Please complete this required field.")).hasCount(2);
    Accessibility.checkAll(page, "form");
  }

  @Test
  void a_button_without_a_name_and_a_page_that_is_too_wide_are_noticed() {
    page.locator(".send").evaluate("button => button.removeAttribute('aria-label')");
    page.evaluate("() => document.body.style.minWidth = '600px'");
    Assertions.assertThatThrownBy(() -> Accessibility.check(page, "faults"))
        .hasMessageContaining("light-1440: button-name <button")
        .hasMessageContaining("dark-390: the page is wider than the screen");
  }

  private void openForm() {
    app.onCommand =
        command -> call("views.open", "{'trigger_id':'%s','view':%s}", trigger(command), FORM);
    page.getByTestId("composer").fill("/aws-access");
    page.getByTestId("composer").press("Enter");
    assertThat(page.getByTestId("modal")).isVisible();
  }

  @Test
  void a_form_takes_the_focus_to_its_first_field_and_escape_closes_it() {
    openForm();
    assertThat(page.getByTestId("input-what")).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("modal")).isHidden();
  }

  @Test
  void tab_stays_in_a_form_and_the_focus_returns_to_where_it_was() {
    openForm();
    page.keyboard().press("Shift+Tab");
    assertThat(page.getByTestId("modal-close")).isFocused();
    page.keyboard().press("Shift+Tab");
    assertThat(page.getByTestId("modal-submit")).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.getByTestId("modal-close")).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("composer")).isFocused();

    call("chat.postMessage", "{'channel':'general','text':'x','blocks':%s}", CARD.formatted("x"));
    page.getByTestId("action-approve").press("Enter");
    assertThat(page.getByTestId("confirm")).isVisible();
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("Tab");
      assertThat(page.locator("[data-testid=confirm] :focus")).hasCount(1);
    }
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("confirm")).isHidden();
    assertThat(page.getByTestId("action-approve")).isFocused();
  }

  @Test
  void enter_sends_a_form_and_chooses_from_a_list() {
    openForm();
    page.getByTestId("input-why").press("Enter");
    assertThat(page.getByTestId("input-why")).hasValue("\n");
    page.getByTestId("input-why").press("Control+Enter");
    assertThat(page.getByText("Please complete this required field.")).hasCount(1);
    page.keyboard().press("Escape");

    app.onInteraction = _ -> SUGGESTIONS;
    call("chat.postMessage", "{'channel':'general','text':'x','blocks':%s}", CHOICES);
    Locator account = page.getByTestId("input-account");
    Locator offered = page.locator("[role=option]:visible");
    account.pressSequentially("pro");
    assertThat(offered).hasCount(1);
    account.press("ArrowDown");
    assertThat(offered).hasAttribute("aria-selected", "true");
    account.press("Escape");
    assertThat(offered).hasCount(0);
    account.press("ArrowDown");
    assertThat(offered).hasCount(1);
    account.press("Enter");
    assertThat(account).hasValue("prod-payments");
    assertThat(account).isFocused();
  }

  @Test
  void a_member_added_by_hand_is_on_the_way_until_the_next_cycle() {
    page.getByTestId("add-to-aws-prod-admin").selectOption("Ana Lima");
    assertThat(page.getByTestId("entra-group-aws-prod-admin")).containsText("Ana Lima");
    Locator inAws = page.getByTestId("aws-group-aws-prod-admin");
    assertThat(inAws.locator(".coming")).hasText("Ana Lima on the way");
    picture("on-the-way");

    page.getByTestId("time-plus-1h").click();
    assertThat(inAws).containsText("Ana Lima");
    assertThat(inAws.locator(".coming")).hasCount(0);

    page.getByTestId("begin-job-quarantined").click();
    assertThat(page.getByTestId("scim-job")).containsText("quarantined");
  }

  private String call(String method, String json, Object... parts) {
    answer(method, json, parts);
    return "";
  }

  private JsonNode answer(String method, String json, Object... parts) {
    String inAnHour = Long.toString(new SandboxClock().instant().getEpochSecond() + 3600);
    String body = json.replace('\'', '"').formatted(parts).replace("IN_AN_HOUR", inAnHour);
    JsonNode answer = app.call(method, body);
    if (!answer.path("ok").asBoolean()) {
      throw new IllegalStateException(method + ": " + answer);
    }
    return answer;
  }

  private static String trigger(JsonNode command) {
    return command.path("trigger_id").asText();
  }

  private void picture(String name) {
    Chromium.picture(page, name);
  }

  private static final String FORM =
      """
      {"type":"modal","callback_id":"ask","title":{"type":"plain_text","text":"Ask for AWS access"},
       "submit":{"type":"plain_text","text":"Ask"},"close":{"type":"plain_text","text":"Cancel"},
       "blocks":[
        {"type":"input","block_id":"what","label":{"type":"plain_text","text":"What do you need?"},
         "element":{"type":"static_select","action_id":"what",
          "placeholder":{"type":"plain_text","text":"Choose an entitlement"},"options":[
          {"text":{"type":"plain_text","text":"Production, read only"},"value":"prod-readonly"},
          {"text":{"type":"plain_text","text":"Production, administrator"},"value":"prod-admin"}]}},
        {"type":"input","block_id":"long","label":{"type":"plain_text","text":"For how long?"},
         "element":{"type":"radio_buttons","action_id":"long","initial_option":
          {"text":{"type":"plain_text","text":"1 hour"},"value":"1h"},"options":[
          {"text":{"type":"plain_text","text":"30 minutes"},"value":"30m"},
          {"text":{"type":"plain_text","text":"1 hour"},"value":"1h"},
          {"text":{"type":"plain_text","text":"4 hours"},"value":"4h"}]}},
        {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why?"},
         "hint":{"type":"plain_text","text":"Approvers and auditors read this. At least 10 characters."},
         "element":{"type":"plain_text_input","action_id":"why","multiline":true,"min_length":10,
          "placeholder":{"type":"plain_text","text":"INC-42: disk full"}}},
        {"type":"alert","level":"warning","text":{"type":"mrkdwn","text":"*Two people* must approve this."}}]}
      """;

  private static final String CARD =
      """
      [{"type":"header","text":{"type":"plain_text","text":"Production, administrator"}},
       {"type":"section","text":{"type":"mrkdwn","text":"<@U0ANA> asks for *1 hour*"},
        "fields":[{"type":"mrkdwn","text":"*Account*\\nprod-payments `111122223333`"},
                  {"type":"mrkdwn","text":"*Permission set*\\nAdministratorAccess"},
                  {"type":"mrkdwn","text":"*Approvals*\\n0 of 2, by sre-leads"},
                  {"type":"mrkdwn","text":"*Lapses*\\n<!date^IN_AN_HOUR^{date_short_pretty} at {time}|later>"}],
        "accessory":{"type":"overflow","action_id":"more","options":[
          {"text":{"type":"plain_text","text":"Details"},"value":"details"}]}},
       {"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"%s"}]}]},
       {"type":"actions","block_id":"decide","elements":[
         {"type":"button","style":"primary","action_id":"approve","value":"1","text":{"type":"plain_text","text":"Approve"},
          "confirm":{"title":{"type":"plain_text","text":"Approve administrator access?"},
           "text":{"type":"mrkdwn","text":"*Ana Lima* becomes administrator of prod-payments for one hour."},
           "confirm":{"type":"plain_text","text":"Approve"},"deny":{"type":"plain_text","text":"Not yet"}}},
         {"type":"button","style":"danger","action_id":"deny","value":"1","text":{"type":"plain_text","text":"Deny…"}}]},
       {"type":"context","elements":[{"type":"mrkdwn","text":":lock: High risk · request *R-1042*"}]}]
      """;

  private static final String DECIDED =
      """
      [{"type":"header","text":{"type":"plain_text","text":"Production, administrator"}},
       {"type":"section","text":{"type":"mrkdwn","text":":white_check_mark: Approved by <@U0BRUNO>"}},
       {"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"INC-42"}]}]}]
      """;

  private static final String SUGGESTIONS =
      """
      {"options":[{"text":{"type":"plain_text","text":"prod-payments"},"value":"111122223333"}]}
      """;

  private static final String CHOICES =
      """
      [{"type":"actions","block_id":"choices","elements":[
        {"type":"overflow","action_id":"more","options":[
         {"text":{"type":"plain_text","text":"Details"},"value":"details"}]},
        {"type":"static_select","action_id":"long","options":[
         {"text":{"type":"plain_text","text":"1 hour"},"value":"1h"}]},
        {"type":"external_select","action_id":"account"}]}]
      """;

  private static final String WORDS =
      """
      {"type":"section","text":{"type":"plain_text","text":"%s"}}
      """;

  private static final String GALLERY =
      """
      [{"type":"header","text":{"type":"plain_text","text":"Production, administrator"}},
       {"type":"section","text":{"type":"mrkdwn","text":"*Bold*, _italic_, ~struck~, `code`, <https://example.com|a link>, <@U0BRUNO>, <#C0OPS>\\n> A quote\\n> of two lines\\nand after"},
        "accessory":{"type":"button","action_id":"open","text":{"type":"plain_text","text":"Open"}}},
       {"type":"section","text":{"type":"mrkdwn","text":"```aws s3 ls\\naws sts get-caller-identity```"}},
       {"type":"rich_text","elements":[
        {"type":"rich_text_section","elements":[{"type":"user","user_id":"U0ANA"},{"type":"text","text":" has until "},
         {"type":"date","timestamp":IN_AN_HOUR,"format":"{date_short_pretty} at {time}","fallback":"later"},
         {"type":"text","text":" and ","style":{"italic":true}},{"type":"text","text":"not longer","style":{"bold":true}}]},
        {"type":"rich_text_list","style":"bullet","elements":[
         {"type":"rich_text_section","elements":[{"type":"text","text":"first"}]},
         {"type":"rich_text_section","elements":[{"type":"text","text":"second"}]}]},
        {"type":"rich_text_preformatted","elements":[{"type":"text","text":"export AWS_PROFILE=prod"}]}]},
       {"type":"divider"},
       {"type":"actions","elements":[
        {"type":"button","style":"primary","action_id":"a","text":{"type":"plain_text","text":"Extend"}},
        {"type":"button","style":"danger","action_id":"b","text":{"type":"plain_text","text":"Give back"}},
        {"type":"static_select","action_id":"c","placeholder":{"type":"plain_text","text":"How long"},"options":[
         {"text":{"type":"plain_text","text":"1 hour"},"value":"1h"}]},
        {"type":"overflow","action_id":"d","options":[{"text":{"type":"plain_text","text":"Details"},"value":"x"}]}]},
       {"type":"image","image_url":"https://example.com/x.png","alt_text":"A plot"},
       {"type":"context","elements":[{"type":"mrkdwn","text":"Ends :hourglass_flowing_sand: in one hour"}]}]
      """;
}
