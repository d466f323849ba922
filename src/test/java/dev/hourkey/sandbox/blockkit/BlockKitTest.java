package dev.hourkey.sandbox.blockkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.http.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockKitTest {
  private static final String BUTTON =
      "{'type':'button','action_id':'a','text':{'type':'plain_text','text':'Go'}";
  private static final String CHART = "{'type':'data_visualization','title':'t','chart':";
  private static final String INPUT =
      "{'type':'input','label':{'type':'plain_text','text':'Why'},'element':";

  @ParameterizedTest(name = "{0} in {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "must be less than 151 characters | {'type':'header','text':{'type':'plain_text','text':'<151>'}} | /blocks/0/text/text",
        "must be more than 0 characters | {'type':'header','text':{'type':'plain_text','text':''}} | /blocks/0/text/text",
        "unsupported type: mrkdwn | {'type':'header','text':{'type':'mrkdwn','text':'x'}} | /blocks/0/text/type",
        "must be less than 3001 characters | {'type':'section','text':{'type':'mrkdwn','text':'<3001>'}} | /blocks/0/text/text",
        "missing required field: text or fields | {'type':'section'} | /blocks/0",
        "must be less than 2001 characters | {'type':'section','fields':[{'type':'mrkdwn','text':'<2001>'}]} | /blocks/0/fields/0/text",
        "missing required field: elements | {'type':'context'} | /blocks/0",
        "no fewer than 1 items allowed | {'type':'actions','elements':[]} | /blocks/0/elements",
        "must be less than 256 characters | {'type':'divider','block_id':'<256>'} | /blocks/0/block_id",
        "invalid additional property: colour | {'type':'divider','colour':'red'} | /blocks/0",
        "unsupported type: alert | {'type':'alert','text':{'type':'plain_text','text':'x'}} | /blocks/0/type",
        "must be a valid enum value | {'type':'actions','elements':[BUTTON,'style':'green'}]} | /blocks/0/elements/0/style",
        "must be less than 2001 characters | {'type':'actions','elements':[BUTTON,'value':'<2001>'}]} | /blocks/0/elements/0/value",
        "`action_id` a already exists | {'type':'actions','elements':[BUTTON},BUTTON}]} | /blocks/0/elements/1/action_id",
        "missing required field: deny | {'type':'actions','elements':[BUTTON,'confirm':{'title':{'type':'plain_text','text':'t'},'text':{'type':'plain_text','text':'t'},'confirm':{'type':'plain_text','text':'t'}}}]} | /blocks/0/elements/0/confirm",
        "missing required field: is_decimal_allowed | INPUT{'type':'number_input','action_id':'n'}} | /blocks/0/element",
        "must be less than 76 characters | INPUT{'type':'static_select','action_id':'s','options':[{'text':{'type':'plain_text','text':'x'},'value':'<76>'}]}} | /blocks/0/element/options/0/value",
        "must have either options or option_groups | INPUT{'type':'static_select','action_id':'s'}} | /blocks/0/element",
        "initial option must exactly match one of the options | INPUT{'type':'radio_buttons','action_id':'r','options':[{'text':{'type':'plain_text','text':'x'},'value':'x'}],'initial_option':{'text':{'type':'plain_text','text':'y'},'value':'x'}}} | /blocks/0/element",
        "must be a Unix timestamp of 10 digits | INPUT{'type':'datetimepicker','action_id':'d','initial_date_time':12}} | /blocks/0/element/initial_date_time",
        "missing required field: text | {'type':'rich_text','elements':[{'type':'rich_text_section','elements':[{'type':'text'}]}]} | /blocks/0/elements/0/elements/0",
        "unsupported type: radar | CHART{'type':'radar'}} | /blocks/0/chart/type",
        "must be less than 21 characters | CHART{'type':'pie','segments':[{'label':'<21>','value':1}]}} | /blocks/0/chart/segments/0/label",
        "labels must match the categories of the axis | CHART{'type':'bar','series':[{'name':'n','data':[{'label':'a','value':1}]}],'axis_config':{'categories':['b']}}} | /blocks/0/chart",
        "missing required field: alt_text | {'type':'image','image_url':'https://x'} | /blocks/0",
      })
  void blocks_that_slack_would_refuse_are_refused_with_a_pointer(
      String problem, String block, String pointer) {
    assertThat(BlockKit.problemsOfMessage(Json.readIfAny("[" + json(block) + "]")))
        .containsExactly(problem + " [json-pointer:" + pointer + "]");
  }

  @Test
  void a_message_has_at_most_50_blocks_and_a_form_100() {
    assertThat(BlockKit.problemsOfMessage(Json.readIfAny(dividers(50)))).isEmpty();
    assertThat(BlockKit.problemsOfMessage(Json.readIfAny(dividers(51))))
        .containsExactly("no more than 50 items allowed [json-pointer:/blocks]");
    assertThat(form("'title':TITLE,'blocks':" + dividers(100))).isEmpty();
    assertThat(form("'title':TITLE,'blocks':" + dividers(101)))
        .containsExactly("no more than 100 items allowed [json-pointer:/view/blocks]");
  }

  @Test
  void two_blocks_with_one_id_are_refused() {
    String block = json("{'type':'divider','block_id':'b'}");
    assertThat(BlockKit.problemsOfMessage(Json.readIfAny("[" + block + "," + block + "]")))
        .containsExactly("`block_id` b already exists [json-pointer:/blocks/1/block_id]");
  }

  @Test
  void a_form_with_inputs_needs_a_submit_button_and_short_headings() {
    String input = INPUT + "{'type':'plain_text_input','action_id':'why'}}";
    assertThat(form("'title':TITLE,'blocks':[" + input + "]"))
        .containsExactly("missing required field: submit [json-pointer:/view]");
    assertThat(form("'title':{'type':'plain_text','text':'<25>'},'blocks':" + dividers(1)))
        .containsExactly("must be less than 25 characters [json-pointer:/view/title/text]");
  }

  @Test
  void an_alert_belongs_into_forms_and_a_table_into_messages() {
    String alert = "[{'type':'alert','level':'warning','text':{'type':'mrkdwn','text':'!'}}]";
    String table = "[{'type':'table','rows':[[{'type':'raw_text','text':'Ana'}]]}]";
    assertThat(form("'title':TITLE,'blocks':" + alert)).isEmpty();
    assertThat(BlockKit.problemsOfMessage(Json.readIfAny(json(table)))).isEmpty();
    assertThat(form("'title':TITLE,'blocks':" + table))
        .containsExactly("unsupported type: table [json-pointer:/view/blocks/0/type]");
  }

  private static List<String> form(String fields) {
    return BlockKit.problemsOfView(Json.readIfAny(json("{'type':'modal'," + fields + "}")));
  }

  private static String dividers(int count) {
    return "["
        + String.join(",", java.util.Collections.nCopies(count, "{\"type\":\"divider\"}"))
        + "]";
  }

  private static String json(String text) {
    String full =
        text.replace("BUTTON", BUTTON)
            .replace("CHART", CHART)
            .replace("INPUT", INPUT)
            .replace("TITLE", "{'type':'plain_text','text':'Title'}")
            .replace('\'', '"');
    return java.util.regex.Pattern.compile("<(\\d+)>")
        .matcher(full)
        .replaceAll(length -> "x".repeat(Integer.parseInt(length.group(1))));
  }
}
