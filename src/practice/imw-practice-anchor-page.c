/* imw-practice-anchor-page.c: the web page of an order at the practice anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

/* The two languages of the page. It is a page of a provider and not part of the wallet's window. */
typedef struct
{
  const char *english;
  const char *chinese;
} Words;

static const Words title = { "Practice anchor: no real money", "练习服务商：不涉及真实资金" };
static const Words pay_in = { "Pay in", "存入" };
static const Words take_out = { "Take out", "取出" };
static const Words label_country = { "Country", "国家或地区" };
static const Words label_method = { "Way of paying", "付款方式" };
static const Words label_amount_in = { "Amount in the currency of that country",
                                       "金额（以该国家或地区的货币计）" };
static const Words label_amount_out = { "Amount", "金额" };
static const Words label_first = { "First name", "名" };
static const Words label_last = { "Last name", "姓" };
static const Words label_mail = { "E-mail address", "电子邮箱" };
static const Words label_account = { "Your account there (number, IBAN or e-mail address)",
                                     "您的收款账户（账号、IBAN 或邮箱）" };
static const Words no_card = { "No card number is asked for here: the payment is only played.",
                               "此处不会索要卡号：付款只是模拟。" };
static const Words go_on = { "Continue", "继续" };
static const Words pay_now = { "Simulate my payment", "模拟我的付款" };
static const Words collected = { "I have picked up the money", "我已取到现金" };
static const Words label_state = { "State", "状态" };
static const Words label_in = { "We get", "我们收到" };
static const Words label_out = { "You get", "您得到" };
static const Words label_fee = { "Fee in it", "其中费用" };
static const Words close_page = { "You can close this page: the wallet goes on by itself.",
                                  "您可以关闭本页，钱包会自动继续。" };

static const struct
{
  const char *status;
  Words       words;
} states[] = {
  { "incomplete", { "not filled in yet", "尚未填写" } },
  { "pending_customer_info_update", { "details are missing", "缺少信息" } },
  { "pending_user_transfer_start", { "waiting for your payment", "等待您的付款" } },
  { "pending_sender", { "waiting for your payment", "等待您的付款" } },
  { "pending_user_transfer_complete", { "ready for pick-up", "可以取款" } },
  { "pending_anchor", { "being worked on", "处理中" } },
  { "pending_receiver", { "being worked on", "处理中" } },
  { "pending_external", { "on its way to the bank", "正在发往银行" } },
  { "pending_stellar", { "being paid on the ledger", "正在账本上支付" } },
  { "pending_trust", { "your account has to accept the token first", "您的账户需先接受该代币" } },
  { "on_hold", { "extra checks", "额外审查" } },
  { "completed", { "done", "已完成" } },
  { "refunded", { "sent back", "已退款" } },
  { "expired", { "expired", "已过期" } },
  { "error", { "failed", "失败" } },
};

static const char *const methods_zh[][2] = {
  { "bank_account", "银行转账" },
  { "cash", "现金自提" },
  { "mobile_money", "移动钱包" },
  { "SEPA", "SEPA 转账" },
  { "PIX", "PIX 转账" },
  { "ACH", "ACH 转账" },
  { "WIRE", "电汇" },
  { "ALIPAY", "支付宝" },
  { "WECHAT", "微信支付" },
  { "paypal", "PayPal" },
  { "card", "银行卡" },
};

static const char *
say (const Words *words, gboolean zh)
{
  return zh ? words->chinese : words->english;
}

static void
append_escaped (GString *page, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (page, text);
}

static GString *
begin_page (gboolean zh)
{
  GString *page = g_string_new ("<!DOCTYPE html>\n");

  append_escaped (page,
                  "<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title>",
                  zh ? "zh-CN" : "en", say (&title, zh));
  g_string_append (
      page, "<style>body{font-family:sans-serif;max-width:34em;margin:2em auto;padding:0 1em;"
            "line-height:1.5}label{display:block;margin:.8em 0}input,select{display:block;"
            "width:100%;padding:.5em;box-sizing:border-box}button{padding:.7em 1.4em;"
            "margin-top:1em}.wrong{color:#a00000}dt{font-weight:bold}h1{font-size:1.3em}"
            "</style></head><body>");
  append_escaped (page, "<h1>%s</h1>", say (&title, zh));

  return page;
}

static gboolean
send_page (ImwAnchorRequest *request, GString *page)
{
  g_string_append (page, "</body></html>\n");
  imw_practice_reply_text (request->reply, 200, page->str);
  request->reply->content_type = "text/html; charset=utf-8";

  return TRUE;
}

static const char *
get_wish (ImwAnchorRequest *request, const ImwRecord *order, const char *name)
{
  g_autofree char *key = g_strconcat ("wish.", name, NULL);
  const char      *value = imw_practice_form_get (&request->form, name);

  if (value == NULL)
    value = imw_record_get (order, key);

  return value != NULL ? value : "";
}

static void
append_input (GString *page, const Words *label, const char *name, const char *value, gboolean zh)
{
  append_escaped (page, "<label>%s<input name=\"%s\" value=\"%s\" required></label>",
                  say (label, zh), name, value);
}

static const char *
name_method (const ImwPracticeMethod *method, gboolean zh)
{
  for (guint i = 0; zh && i < G_N_ELEMENTS (methods_zh); i++)
    {
      if (g_str_equal (methods_zh[i][0], method->name))
        return methods_zh[i][1];
    }

  return method->label;
}

static void
append_methods (GString *page, const char *chosen, gboolean deposit, gboolean zh)
{
  append_escaped (page, "<label>%s<select name=\"funding_method\">", say (&label_method, zh));
  for (guint i = 0; imw_practice_method_get (i) != NULL; i++)
    {
      const ImwPracticeMethod *method = imw_practice_method_get (i);
      const ImwPracticePlace  *place;
      gboolean                 served = FALSE;

      for (guint k = 0; !served && (place = imw_practice_place_get (k)) != NULL; k++)
        served = deposit ? imw_practice_place_takes (place, method->name)
                         : imw_practice_place_find_rail (place, method->name) != NULL;
      if (served)
        append_escaped (page, "<option value=\"%s\"%s>%s</option>", method->name,
                        g_ascii_strcasecmp (method->name, chosen) == 0 ? " selected" : "",
                        name_method (method, zh));
    }
  g_string_append (page, "</select></label>");
}

static void
append_countries (GString *page, const ImwPracticePlace *chosen, gboolean zh)
{
  const ImwPracticePlace *place;

  append_escaped (page, "<label>%s<select name=\"country_code\">", say (&label_country, zh));
  for (guint i = 0; (place = imw_practice_place_get (i)) != NULL; i++)
    append_escaped (page, "<option value=\"%s\"%s>%s (%s)</option>", place->alpha2,
                    place == chosen ? " selected" : "", zh ? place->alpha2 : place->name,
                    place->currency);
  g_string_append (page, "</select></label>");
}

static const ImwPracticePlace *
guess_place (ImwAnchorRequest *request, const ImwRecord *order)
{
  const ImwPracticePlace *place =
      imw_practice_place_find (get_wish (request, order, "country_code"));
  const char *asset = get_wish (request, order, "source_asset");

  if (asset[0] == '\0')
    asset = get_wish (request, order, "destination_asset");
  if (place == NULL && g_str_has_prefix (asset, "iso4217:"))
    place = imw_practice_place_find_currency (asset + strlen ("iso4217:"));

  return place != NULL ? place : imw_practice_place_find ("US");
}

static gboolean
send_form (ImwAnchorRequest *request, const ImwRecord *order, const char *wrong, gboolean zh)
{
  gboolean deposit = g_str_has_prefix (imw_record_get (order, "kind"), "deposit");
  g_autoptr (GString) page = begin_page (zh);

  append_escaped (page, "<h2>%s %s</h2>", say (deposit ? &pay_in : &take_out, zh),
                  imw_record_get (order, "token"));
  if (wrong != NULL)
    append_escaped (page, "<p class=\"wrong\" role=\"alert\">%s</p>", wrong);
  append_escaped (page,
                  "<form method=\"post\" action=\"/anchor/tx/%s\">"
                  "<input type=\"hidden\" name=\"token\" value=\"%s\">"
                  "<input type=\"hidden\" name=\"lang\" value=\"%s\">",
                  order->id, imw_practice_form_get (&request->form, "token"), zh ? "zh" : "en");
  append_countries (page, guess_place (request, order), zh);
  append_methods (page, get_wish (request, order, "funding_method"), deposit, zh);
  append_input (page, deposit ? &label_amount_in : &label_amount_out, "amount",
                get_wish (request, order, "amount"), zh);
  append_input (page, &label_first, "first_name", get_wish (request, order, "first_name"), zh);
  append_input (page, &label_last, "last_name", get_wish (request, order, "last_name"), zh);
  append_input (page, &label_mail, "email_address", get_wish (request, order, "email_address"), zh);
  if (!deposit)
    append_input (page, &label_account, "payee_account", get_wish (request, order, "payee_account"),
                  zh);
  else
    append_escaped (page, "<p>%s</p>", say (&no_card, zh));
  append_escaped (page, "<button type=\"submit\">%s</button></form>", say (&go_on, zh));

  return send_page (request, page);
}

static void
append_line (GString *page, const Words *label, const char *value, const char *asset, gboolean zh)
{
  if (value == NULL)
    return;

  if (asset != NULL && g_str_has_prefix (asset, "iso4217:"))
    asset += strlen ("iso4217:");
  append_escaped (
      page, "<dt>%s</dt><dd>%s %.*s</dd>", say (label, zh), value,
      asset != NULL ? (int) strcspn (g_str_has_prefix (asset, "stellar:") ? asset + 8 : asset, ":")
                    : 0,
      asset == NULL                          ? ""
      : g_str_has_prefix (asset, "stellar:") ? asset + 8
                                             : asset);
}

static void
append_button (GString         *page,
               const ImwRecord *order,
               const char      *act,
               const Words     *label,
               gboolean         zh)
{
  append_escaped (page,
                  "<form method=\"post\" action=\"/anchor/tx/%s\">"
                  "<input type=\"hidden\" name=\"lang\" value=\"%s\">"
                  "<button type=\"submit\" name=\"act\" value=\"%s\">%s</button></form>",
                  order->id, zh ? "zh" : "en", act, say (label, zh));
}

static gboolean
send_state (ImwAnchorRequest *request, const ImwRecord *order, const char *wrong, gboolean zh)
{
  const char *status = imw_record_get (order, "status");
  g_autoptr (GString) page = begin_page (zh);
  const Words *words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_str_equal (states[i].status, status))
        words = &states[i].words;
    }
  if (wrong != NULL)
    append_escaped (page, "<p class=\"wrong\" role=\"alert\">%s</p>", wrong);
  append_escaped (page, "<dl><dt>ID</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd>", order->id,
                  say (&label_state, zh), words != NULL ? say (words, zh) : status);
  append_line (page, &label_in, imw_record_get (order, "amount_in"),
               imw_record_get (order, "amount_in_asset"), zh);
  append_line (page, &label_out, imw_record_get (order, "amount_out"),
               imw_record_get (order, "amount_out_asset"), zh);
  append_line (page, &label_fee, imw_record_get (order, "fee"), imw_record_get (order, "fee_asset"),
               zh);
  g_string_append (page, "</dl>");
  if (!zh && imw_record_get (order, "message") != NULL)
    append_escaped (page, "<p>%s</p>", imw_record_get (order, "message"));
  if (g_str_equal (status, "pending_user_transfer_start") && !imw_anchor_is_out (order))
    append_button (page, order, "pay", &pay_now, zh);
  if (imw_record_is (order, "step", "pending_user_transfer_complete"))
    append_button (page, order, "collect", &collected, zh);
  append_escaped (page, "<p>%s</p>", say (&close_page, zh));

  return send_page (request, page);
}

static gboolean
act (ImwAnchorRequest *request, const char *id, GError **error)
{
  const char *what = imw_practice_form_get (&request->form, "act");

  if (g_strcmp0 (what, "pay") == 0)
    return imw_practice_anchor_pay (request->anchor, id, error);
  if (g_strcmp0 (what, "collect") == 0)
    return imw_practice_anchor_collect (request->anchor, id, error);

  return TRUE;
}

static gboolean
is_for_the_person (const GError *error)
{
  return g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT) ||
         g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/**
 * imw_anchor_page: (skip)
 * @request: for /anchor/tx/ID
 * @error: return location
 *
 * Answers the page of an order: the form that is to be filled, or how things are. It works without scripts.
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_page (ImwAnchorRequest *request, GError **error)
{
  const char *id = request->path + strlen ("/tx/");
  const char *lang = imw_practice_form_get (&request->form, "lang");
  gboolean    posted = g_str_equal (request->method, "POST");
  g_autoptr (ImwRecord) order = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean zh;
  gboolean done;

  if (!imw_anchor_find_order (request->anchor, id, &order, error))
    return FALSE;
  if (order == NULL)
    return imw_anchor_refuse (request, 404, "no such transaction");

  if (lang == NULL)
    lang = imw_record_get (order, "lang");
  zh = lang != NULL && g_str_has_prefix (lang, "zh");
  if (imw_anchor_may_fill_page (request, order))
    {
      if (!posted)
        return send_form (request, order, NULL, zh);

      done = imw_anchor_take_page (request, order, &failure);
      if (!done && is_for_the_person (failure))
        return send_form (request, order, failure->message, zh);
    }
  else
    {
      done = !posted || act (request, id, &failure);
    }
  if (!done && !is_for_the_person (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  g_clear_pointer (&order, imw_record_free);
  if (!imw_anchor_find_order (request->anchor, id, &order, error))
    return FALSE;

  return send_state (request, order, failure != NULL ? failure->message : NULL, zh);
}
