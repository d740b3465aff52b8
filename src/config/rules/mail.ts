import type { Report } from '../diagnostic.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

const FIFOS = { notify_fifo_script: 'notify_fifo', vrrp_notify_fifo_script: 'vrrp_notify_fifo' } as const;

/** Notifications that keepalived would never send, whatever carries them out. */
export function judgeMail({ globals, instances, groups }: Draft, report: Report): void {
  const wanted = ['smtp_alert', 'smtp_alert_vrrp']
    .map((word) => globals.entry(word))
    .find((entry) => entry !== undefined);
  const own = [...instances, ...groups].flatMap(({ settings }) => settings.entry('smtp_alert') ?? [])[0];
  const alert = wanted ?? own;
  const recipients = globals.entry('notification_email');
  const missing = ['smtp_server', 'notification_email'].filter((word) => !globals.has(word));
  if (alert !== undefined && missing.length > 0) {
    report('CONF-703', alert.node.keyword.span, `no mail will be sent: ${missing.join(' and ')} missing`);
  }
  if (alert === undefined && recipients !== undefined) {
    report('CONF-704', recipients.node.keyword.span, 'no alerts are switched on: nobody will get mail');
  }
  for (const [script, fifo] of Object.entries(FIFOS)) {
    const span = globals.entry(script)?.node.keyword.span;
    if (span !== undefined && !globals.has(fifo)) report('CONF-706', span, `no ${fifo} for this script`);
  }
}
