type Channel = Readonly<{
  digest: "at_once" | "hourly" | "daily";
  quietFrom: number | null;
  quietTo: number | null;
  leastSeverity: "critical" | "important" | "minor";
}>;

export const KIND_CHOICES = [
  { value: "email", label: "E-mail" },
  { value: "slack", label: "Slack" },
  { value: "webhook", label: "Webhook, for a system of your own" },
];

export const SEVERITY_CHOICES = [
  { value: "critical", label: "Critical ones only: orders do not arrive" },
  { value: "important", label: "Critical and important ones" },
  { value: "minor", label: "All" },
];

export const DIGEST_CHOICES = [
  { value: "at_once", label: "At once" },
  { value: "hourly", label: "Once an hour, together" },
  { value: "daily", label: "Once a day at 8:00, together" },
];

/** “Critical and important ones, at once, not from 22:00 to 7:00”. */
export function channelText({ digest, quietFrom, quietTo, leastSeverity }: Channel): string {
  const label = (choices: readonly { value: string; label: string }[], value: string) =>
    choices.find((choice) => choice.value === value)?.label ?? value;
  const often = label(DIGEST_CHOICES, digest).toLowerCase();
  const quiet =
    quietFrom === null || quietTo === null
      ? ""
      : `, not from ${clock(quietFrom)} to ${clock(quietTo)}`;
  const which = leastSeverity === "critical" ? "Critical ones only" : undefined;
  return `${which ?? label(SEVERITY_CHOICES, leastSeverity)}, ${often}${quiet}`;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  timeout: "It did not answer in time.",
  connect_timeout: "It could not be reached in time.",
  connection: "The connection was refused or broken.",
  dns: "The name in the address does not exist.",
  tls: "Its certificate is not valid.",
  blocked_address: "The address leads into a private network, where nothing is sent.",
  no_mail_server: "E-mail is not set up: whoever runs Rollcall sets SMTP_URL for it.",
  mail_eauth: "The mail server refuses Rollcall’s user name or password.",
  mail_eenvelope: "The mail server refuses one of the addresses.",
  gone: "It was removed.",
};

/** Why an alert did not arrive. @param problem as `send-message` tells it */
export function channelProblem(problem: string): string {
  const status = /^answered (\d+)$/.exec(problem)?.[1];
  if (status) return `It answered ${status}. Check its address.`;
  if (problem.startsWith("mail_")) {
    return PROBLEMS[problem] ?? "The mail server did not take it.";
  }
  return PROBLEMS[problem] ?? "It could not be sent.";
}
