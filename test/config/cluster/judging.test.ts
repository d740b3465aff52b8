import { expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.ts';
import { loadText } from '../loading.ts';
import { loadYaml } from './loading.ts';

const CONF = `global_defs {
  router_id web
  time_zone Europe/Berlin
  script_user nobody
  enable_script_security
}
vrrp_script sql {
  script "/usr/local/bin/check-sql"
  first counts
  exit nagios
  exit_weights { 0 0 1 -10 3-9 -60 default fault }
  env { LANG C.UTF-8 }
  env_pass { TZ }
  needs { port }
  during { "0-59 8-17 * * 1-5" }
  except { from "0 2 * * 6" for 3h }
  outside hold
}
check port {
  file {
    path /run/ready
  }
  interval 500ms
  on_error hold
  hold_limit 30s
  recover {
    run "/usr/bin/systemctl restart sql"
    within 2s
  }
  on_change "/usr/local/bin/tell"
}
check_group both {
  of { sql port }
  need at_least 2
}
track_file load {
  file /run/load
}
`;

const YAML = `global_defs: { router_id: web, time_zone: Europe/Berlin, script_user: nobody, enable_script_security: true }
vrrp_script:
  sql:
    script: /usr/local/bin/check-sql
    exit: nagios
    exit_weights: { 0: 0, 1: -10, 3-9: -60, default: fault }
    env: { LANG: C.UTF-8 }
    env_pass: [TZ]
    needs: [port]
    during: ["0-59 8-17 * * 1-5"]
    except: [{ from: 0 2 * * 6, for: 3h }]
    outside: hold
check:
  port:
    file: { path: /run/ready }
    interval: 500ms
    on_error: hold
    hold_limit: 30s
    recover: { run: /usr/bin/systemctl restart sql, within: 2s }
    on_change: /usr/local/bin/tell
check_group:
  both: { of: [sql, port], need: at_least 2 }
track_file:
  load: { file: /run/load }
`;

test('the words of judging say the same in a cluster file as in a keepalived.conf', () => {
  const conf = loadText(CONF);
  const yaml = loadYaml(YAML);
  const errorsOf = (loaded: typeof conf): readonly string[] =>
    loaded.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);
  expect(errorsOf(conf)).toEqual([]);
  expect(errorsOf(yaml)).toEqual([]);
  const { checks, groups } = conf.model as Model;
  expect(yaml.model).toMatchObject({ checks, groups, instances: [] });
});
