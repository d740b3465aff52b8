export const DEMO_NODES = ['web1', 'web2'] as const;
export type DemoNode = (typeof DEMO_NODES)[number];

export const DEMO_VIP = '10.77.0.50';

const PRIORITY: Readonly<Record<DemoNode, number>> = { web1: 150, web2: 100 };

/** Proves that the process of a pid file lives, and says so: what a check script is at its simplest. */
export const DEMO_CHECK = `#!/bin/sh
# Does the process live that this pid file names? 0 yes, 1 no.
read -r pid <"$1" && kill -0 "$pid" 2>/dev/null && echo "process $pid lives" && exit
echo "no process $pid"
exit 1
`;

/** The keepalived.conf of a node. The check has no weight: while it fails, the node is in FAULT and cannot be master. */
export const demoConfiguration = (node: DemoNode, checkCommand: string): string => `global_defs {
    router_id ${node}
    script_user root
}

vrrp_script web_server {
    script "${checkCommand}"
    interval 1
    fall 1
    rise 1
}

vrrp_instance WEB {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority ${PRIORITY[node]}
    advert_int 1
    virtual_ipaddress {
        ${DEMO_VIP}/24
    }
    track_script {
        web_server
    }
}
`;
