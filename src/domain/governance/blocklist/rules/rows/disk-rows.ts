import { ask, deny, type RowTable } from "../command-rows.ts";

const wipes = "wipes a disk";
const looks =
  /^(?:-l|--list|-v|--version|--help|-x|--json|-n|--no-act|-p|--print|\S*\bprint|list|info|-s)(?:\s|$)|(?:^|\s)(?:-l|--list|print|--no-act|--version|--help)(?:\s|$)/;

export const diskRows: RowTable = {
  category: "wipe-disk",
  rows: [
    deny("mkswap", /\/dev\//, "disk.format", "formats a disk", { not: looks, always: true }),
    deny("mkfs newfs mke2fs mkdosfs mkntfs blkdiscard", /^/, "disk.format", "formats a disk", {
      not: looks,
      always: true,
    }),
    deny("wipefs", /^/, "disk.wipefs", wipes, {
      all: /(?:^|\s)(?:-\w*[afo]|--all|--force|--offset)/,
    }),
    deny(
      "fdisk sfdisk cfdisk gdisk sgdisk",
      /\/dev\//,
      "disk.partition",
      "changes a partition table",
      { not: looks },
    ),
    deny(
      "parted",
      /\b(?:mklabel|mktable|mkpart|rm|resizepart|rescue|set)\b/,
      "disk.partition",
      "changes a partition table",
    ),
    deny(
      "diskutil",
      /^(?:erase\w*|partitiondisk|reformat|zerodisk|randomdisk|secureerase|apfs (?:delete|erase)\w*)/,
      "disk.diskutil",
      wipes,
    ),
    deny("hdparm", /^/, "disk.hdparm", wipes, {
      all: /--security-(?:erase|set-pass)|--trim-sector|--write-sector|--repair-sector|--yes-i-know/,
    }),
    deny("nvme", /^(?:format|sanitize|delete-ns|write-zeroes|write-uncor)\b/, "disk.nvme", wipes),
    deny("sg_format sg_sanitize sg_write_same", /^/, "disk.scsi", wipes),
    deny(
      "zpool",
      /^(?:destroy|labelclear|remove|detach|offline)\b/,
      "disk.zpool",
      "destroys a storage pool",
    ),
    deny("zfs", /^(?:destroy|rollback)\b/, "disk.zfs", "destroys a file system"),
    deny(
      "btrfs",
      /^(?:subvolume|su|device) (?:delete|del|remove)\b/,
      "disk.btrfs",
      "deletes a file system's part",
    ),
    deny(
      "lvremove vgremove pvremove lvreduce vgreduce",
      /^/,
      "disk.lvm",
      "removes a logical volume",
    ),
    deny("lvm", /^(?:lvremove|vgremove|pvremove)\b/, "disk.lvm", "removes a logical volume"),
    deny("mdadm", /^/, "disk.mdadm", "takes a disk array apart", {
      all: /--zero-superblock|--stop|--fail|--remove|(?:^|\s)-s\b/,
    }),
    deny(
      "dmsetup",
      /^(?:remove|remove_all|wipe_table|clear)\b/,
      "disk.dmsetup",
      "removes a mapped disk",
    ),
    deny(
      "cryptsetup",
      /^(?:lukserase|erase|luksformat|luksremovekey|lukskillslot|reencrypt)\b/,
      "disk.luks",
      "makes an encrypted disk unreadable",
    ),
    deny("badblocks", /^/, "disk.badblocks", wipes, { all: /(?:^|\s)-\w*w/ }),
    deny("asr", /^/, "disk.restore", "overwrites a disk", { all: /--erase|-erase/ }),
    deny("ddrescue dd_rescue pv", /\/dev\/(?:[shv]d|nvme|xvd|mmcblk|disk)/, "disk.copy", wipes, {
      all: /(?:^|\s)(?:-\w*f|--force|-o|--output)\b|\/dev\/(?:zero|u?random|null)/,
    }),
    deny(
      "flash_erase flash_eraseall nandwrite mtd_debug flashcp",
      /^/,
      "disk.flash",
      "overwrites firmware",
    ),
    deny("dmraid", /^/, "disk.raid", "takes a disk array apart", { all: /(?:^|\s)-\w*[ex]/ }),
    deny(
      "storcli storcli64 perccli perccli64 megacli megacli64 ssacli hpssacli arcconf",
      /\b(?:delete|del|initialize|init|clear|cfglddel|cfgclr|erase)\b/,
      "disk.raid",
      "takes a disk array apart",
      { all: /delete|\bdel\b|init|clear|cfg(?:lddel|clr)|erase/ },
    ),
    deny(
      "ceph",
      /^(?:osd (?:pool (?:delete|rm)|purge|destroy|rm|lost)|fs (?:rm|fail|volume rm)|mon (?:rm|remove)|auth (?:del|rm))\b/,
      "disk.ceph",
      "destroys stored data",
    ),
    deny(
      "rbd rados",
      /^(?:rm|remove|purge|snap (?:purge|rm|rollback)|trash (?:purge|rm))\b/,
      "disk.ceph",
      "destroys stored data",
    ),
    deny(
      "gluster",
      /^volume (?:delete|stop|reset|remove-brick|replace-brick)\b/,
      "disk.gluster",
      "destroys stored data",
    ),
    deny("drbdadm", /^(?:wipe-md|create-md|invalidate\S*|down)\b/, "disk.drbd", wipes),
    deny("multipath", /^/, "disk.multipath", "removes a mapped disk", { all: /(?:^|\s)-f\b/ }),
    ask("xfs_repair fsck e2fsck", /^|\/dev\//, "disk.repair", "changes a file system by force", {
      all: /(?:^|\s)-\w*(?:l|y|f)\w*(?:\s|$)/,
    }),
    ask(
      "tune2fs resize2fs xfs_growfs ntfsresize btrfstune",
      /\/dev\//,
      "disk.repair",
      "changes a file system",
      {
        // Without a size these only grow to what the disk has.
        not: /(?:^|\s)-l(?:\s|$)|^\/dev\/\S+$/,
      },
    ),
    deny(
      "balena etcher etcher-cli rpi-imager",
      /\/dev\/|^\S*flash\b|^local flash/,
      "disk.copy",
      wipes,
    ),
    deny("hdiutil", /^(?:erase\w*|burn|resize)\b/, "disk.diskutil", wipes),
    deny("scrub nwipe dban", /^/, "disk.scrub", wipes),
    deny("flashrom dfu-util esptool.py", /^/, "disk.flash", "overwrites firmware", {
      all: /--?write|-w\b|-d\b|erase/,
    }),
    deny("diskpart", /^/, "disk.diskpart", "changes disks"),
    deny("format format.com", /^\S*\b[a-z]:/, "disk.format", "formats a disk"),
    deny("cipher", /^/, "disk.cipher", "overwrites free space", { all: /\/w:?/ }),
    deny("manage-bde", /^/, "disk.bitlocker", "takes a disk's encryption off", {
      all: /-off|-forcerecovery|-delete/,
    }),
    deny(
      "format-volume clear-disk initialize-disk remove-partition remove-virtualdisk remove-physicaldisk reset-physicaldisk",
      /^/,
      "disk.cmdlet",
      wipes,
    ),
    deny(
      "fastboot",
      /^(?:erase|format|flashall|oem unlock|-w)\b/,
      "disk.fastboot",
      "erases a device",
      { always: true },
    ),
    ask("adb", /\b(?:wipe|recovery --wipe_data|uninstall)\b/, "disk.adb", "erases a device", {
      not: /^(?:-s \S+ )?uninstall (?:-k )?(?!com\.(?:android|google)\.)[\w.]+$/,
    }),
    ask("swapoff", /^/, "disk.unmount", "takes swap space away"),
    deny("umount", /^/, "disk.unmount", "takes a mounted disk away", {
      all: /(?:^|\s)(?:-\w*a|-\w*f|--all|--force)\b|(?:^|\s)\/$/,
    }),
  ],
};
